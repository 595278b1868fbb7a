import { movingAddress } from "../dns/endpoint-record";
import { mxRecords } from "../dns/mail-records";
import { Zone } from "../dns/zone";
import * as pulumi from "@pulumi/pulumi";
import { ActivePhases } from "./phases";
import { isProtected } from "./hosts";

/** Both members alike: a sender who finds one closed tries the other at once. */
const PREFERENCE = 10;

/** The name that users connect to, with both addresses, and the MX of all domains, once the pair serves. */
export function mailRecords(phases: ActivePhases, zone: Zone, done: pulumi.Resource): void {
    const { name, args, settings, members, parent } = phases;
    for (const { key, host } of members) {
        const record = {
            name: settings.apply(({ serviceName }) => serviceName),
            ipv4: host.address,
            ttlSeconds: settings.apply(({ addressTtlSeconds }) => addressTtlSeconds),
        };
        const opts = { parent, protect: isProtected(args, key) };
        movingAddress(`${name}-${key}`, zone, record, done, opts);
        const mail = {
            hostName: host.hostName,
            ipv4: host.address,
            addressTtlSeconds: 0,
            domains: args.domains ?? [args.zone],
            preference: PREFERENCE,
            mxTtlSeconds: settings.apply(({ mxTtlSeconds }) => mxTtlSeconds),
        };
        mxRecords(`${name}-${key}`, zone, mail, { ...opts, dependsOn: done });
    }
}
