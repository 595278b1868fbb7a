import * as pulumi from "@pulumi/pulumi";
import { Zone } from "../../dns/zone";
import { hostPhase } from "../../host/host-phase";
import { PairHost } from "../../roles/hosts";
import { RoleMember } from "../../roles/role-part";
import { CyrusPairArgs, CyrusSettings } from "../args";
import { allHosts } from "../settings";
import { MurderSettings } from "./args";
import { MurderOfMember } from "./backend";
import { frontPlan, MurderPlan, mupdatePlan } from "./plan";
import { TunnelHost } from "./tunnels";
import { MurderUsers } from "./users";

/** The hosts of a Murder, and what its hosts and the members log in to each other with. */
export interface Murder {
    readonly mupdate: PairHost;
    readonly frontends: readonly PairHost[];
    readonly users: pulumi.Output<MurderUsers>;
}

/** What the phases of a Murder need of the pair's. */
export interface BehindMurder {
    readonly name: string;
    readonly args: CyrusPairArgs;
    readonly secretSettings: pulumi.Output<CyrusSettings>;
    readonly settings: pulumi.Output<CyrusSettings>;
    readonly members: readonly PairHost[];
    readonly witness: PairHost;
    readonly murder?: Murder;
    readonly parent: pulumi.Resource;
}

/** Its hosts among those of the pair. */
export function murderOf(args: CyrusPairArgs, all: readonly PairHost[], users: () => pulumi.Output<MurderUsers>) {
    if (!args.murder) return undefined;
    const find = (wanted: string) => all.find(({ key }) => key === wanted) as PairHost;
    const frontends = args.murder.frontends.map(({ name }) => find(name));
    return { mupdate: find("mupdate"), frontends, users: users() };
}

function seen({ key, host }: PairHost): pulumi.Output<TunnelHost> {
    return pulumi.all([host.hostName, host.address]).apply(([hostName, address]) => ({ key, hostName, address }));
}

/** What a member must know of it. */
export function murderOfMember({ murder, settings }: BehindMurder): pulumi.Output<MurderOfMember | undefined> {
    if (!murder) return pulumi.output(undefined);
    const hosts = pulumi.all([seen(murder.mupdate), pulumi.all(murder.frontends.map(seen)), murder.users]);
    return pulumi
        .all([hosts, settings as pulumi.Output<unknown>])
        .apply(([[mupdate, frontends, users], known]): MurderOfMember => {
            const { tunnelPort } = (known as CyrusSettings).murder as MurderSettings;
            return { mupdate, frontends, users, tunnelPort };
        });
}

/** What a host of the Murder must know, as it is itself. */
function planOf(phases: BehindMurder, murder: Murder, of: PairHost): pulumi.Output<MurderPlan> {
    const { name, args, secretSettings, members, witness } = phases;
    const peer = of.peerKey.apply(({ publicKey, privateKey }) => ({ publicKey, privateKey }));
    const port = pulumi.output(allHosts(args).get(of.key)?.existing?.port ?? 22);
    const hosts = pulumi.all([pulumi.all(members.map(seen)), pulumi.all(murder.frontends.map(seen))]);
    return pulumi
        .all([
            secretSettings as pulumi.Output<unknown>,
            pulumi.all([seen(of), of.host.hostKey, peer, port]),
            pulumi.all([hosts, seen(murder.mupdate)]),
            pulumi.all([witness.host.address, witness.host.hostKey]),
            murder.users,
        ])
        .apply(([settings, [host, hostKey, keys, sshPort], [[all, frontends], mupdate], [address, key], users]) => {
            const own: RoleMember = { ...host, hostKey, peerKey: keys.publicKey, promotable: false };
            return {
                ...{ pair: name, settings: settings as MurderPlan["settings"], own, members: all, frontends, mupdate },
                ...{ witness: { address, hostKey: key }, privateKey: keys.privateKey, sshPort, users },
                ownFirewall: of.host.machine !== undefined,
                clientsFrom: args.clientsFrom ?? ["0.0.0.0/0", "::/0"],
            };
        });
}

/** mupdate is there before the first member has a mailbox. */
export function mupdatePhase(phases: BehindMurder, dependsOn: pulumi.Resource[]): pulumi.Resource[] {
    const { murder, name } = phases;
    if (!murder) return [];
    const bundle = planOf(phases, murder, murder.mupdate).apply(mupdatePlan);
    return [hostPhase(`${name}-mupdate-service`, murder.mupdate.host, bundle, { dependsOn })];
}

/** Frontends, one after another: what one refuses never touches the next. */
export function frontPhases(phases: BehindMurder, dependsOn: pulumi.Resource[]): pulumi.Resource[] {
    const { murder, name } = phases;
    if (!murder) return [];
    return murder.frontends.reduce<pulumi.Resource[]>((done, frontend) => {
        const bundle = planOf(phases, murder, frontend).apply(frontPlan);
        const service = `${name}-${frontend.key}-service`;
        return [...done, hostPhase(service, frontend.host, bundle, { dependsOn: [...dependsOn, ...done] })];
    }, []);
}

/** The name that users connect to leads to the floating address. */
export function murderName(phases: BehindMurder, zone: Zone, dependsOn: pulumi.Resource[]): void {
    const { name, args, settings, parent } = phases;
    if (!args.murder) return;
    const record = {
        name: settings.apply(({ murder }) => (murder as MurderSettings).serviceName),
        ipv4: args.murder.floatingAddress.split("/")[0],
        ttlSeconds: settings.apply(({ endpointTtlSeconds }) => endpointTtlSeconds),
    };
    zone.address(`${name}-murder-endpoint`, record, { parent, dependsOn });
}
