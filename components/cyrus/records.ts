import * as pulumi from "@pulumi/pulumi";
import { movingAddress } from "../dns/endpoint-record";
import { mxRecords } from "../dns/mail-records";
import { Zone } from "../dns/zone";
import { PairHost } from "../roles/hosts";
import { CyrusPairArgs } from "./args";
import { CyrusInstanceArgs } from "./instance-args";
import { isProtected } from "./hosts";
import { murderName } from "./murder/phases";
import { CyrusPhases } from "./phases";
import { DoneRole } from "./roles";
import { membersOf } from "./settings";

/** MX preference of the first member of an instance and of the other; either hands mail to the primary. */
const PREFERENCES = [10, 20];

/** How users find an instance. */
export function endpointKind(
    instance: CyrusInstanceArgs,
    { endpoint, murder }: Pick<CyrusPairArgs, "endpoint" | "murder">,
): "floating" | "dns" | "proxy" | "murder" {
    if (murder !== undefined) return "murder";
    if (instance.floatingAddress !== undefined) return "floating";
    return endpoint === "proxy" ? "proxy" : "dns";
}

/** The name that users connect to: at the primary, at the floating address, or at the proxies of both members; that of a Murder alone. */
export function serviceNames(phases: CyrusPhases, zone: Zone, roles: readonly DoneRole[]): void {
    const { name, args, settings, members, parent } = phases;
    murderName(
        phases,
        zone,
        roles.map(({ done }) => done),
    );
    roles.forEach(({ instance, primary, done }, place) => {
        const record = (ipv4: pulumi.Input<string>) => ({
            name: settings.apply(({ instances }) => instances[place].serviceName),
            ttlSeconds: settings.apply(({ endpointTtlSeconds }) => endpointTtlSeconds),
            ipv4,
        });
        const own = `${name}-${instance.name}`;
        const kind = endpointKind(instance, args);
        if (kind === "murder") return;
        // A record that another kind of endpoint made is taken over: an identical one would be refused while it is there.
        const former = (of: string) => ({ parent, aliases: [{ name: `${of}-endpoint` }] });
        if (kind !== "proxy") {
            const [floating] = (instance.floatingAddress ?? "").split("/");
            const address = kind === "floating" ? floating : primary.host.address;
            movingAddress(own, zone, record(address), done, former(`${own}-${primary.key}`));
            return;
        }
        const first = movingAddress(`${own}-${primary.key}`, zone, record(primary.host.address), done, former(own));
        for (const { key, host } of here(members, instance).filter((member) => member !== primary)) {
            movingAddress(`${own}-${key}`, zone, record(host.address), done, { parent, dependsOn: first });
        }
    });
}

function here(members: readonly PairHost[], instance: CyrusInstanceArgs): PairHost[] {
    return membersOf(instance).map((key) => members.find((member) => member.key === key) as PairHost);
}

/** MX records of all domains, once there is a primary to hand their mail to. */
export function mailRecords(phases: CyrusPhases, zone: Zone, roles: readonly DoneRole[]): void {
    const { name, args, settings, members, parent } = phases;
    if (args.mx === false || args.behindMx) return;
    roles.forEach(({ instance, done }, place) => {
        const domains = instance.domains ?? (place === 0 ? [args.zone] : []);
        here(members, instance).forEach(({ key, host }, index) => {
            const records = {
                hostName: host.hostName,
                ipv4: host.address,
                addressTtlSeconds: 0,
                domains,
                preference: PREFERENCES[index],
                mxTtlSeconds: settings.apply(({ mxTtlSeconds }) => mxTtlSeconds),
            };
            const opts = { parent, dependsOn: done, protect: isProtected(args, key) };
            mxRecords(`${name}-${instance.name}-${key}`, zone, records, opts);
        });
    });
}
