import * as pulumi from "@pulumi/pulumi";
import { firstCertificate } from "../acme/acme-part";
import { POLICY_PREFIX, Zone } from "../dns/zone";
import { hostNews } from "../host/host-answer";
import { Member } from "../member";
import { policyLint } from "../mta-sts/lint";
import { policyHost, policyText } from "../mta-sts/policy";
import { refuse } from "../problems";
import { BackupMxPairArgs, BackupMxSettings } from "./args";
import { isProtected, ManagedHost, Members } from "./members";
import { certificatesOf } from "./web";

type Known = pulumi.Output<BackupMxSettings>;

/** What the records of the policy are made from, once both hosts are set up. */
export interface PolicyOf {
    readonly args: BackupMxPairArgs;
    readonly settings: Known;
    readonly zone: Zone;
    readonly hosts: Members;
}

/** What one host is done with: its service, and its MX records. */
export interface Served {
    readonly addresses: pulumi.Resource[];
    readonly service: pulumi.Resource;
    readonly mx: pulumi.Resource[];
}

/** The settings, once the policy is known to fit the MX records that stand in the zone. */
export function lintedSettings(component: string, args: BackupMxPairArgs, settings: Known, zone: Zone): Known {
    if (!args.identity?.mtaSts) return settings;
    return pulumi.all([settings, zone.mailInZone()]).apply(([known, inZone]) => {
        const { identity, domains, names } = known;
        const made = (["a", "b"] as const).filter((member) => !args[member].unmanaged).map((member) => names[member]);
        const policy = identity!.mtaSts!;
        const all = { policy, domains, own: [names.a, names.b], made, inZone, today: new Date() };
        refuse(component, policyLint(all));
        return known;
    });
}

const ttl = (settings: Known) => settings.apply(({ identity }) => identity!.ttlSeconds);
const label = (domain: pulumi.Input<string>, index: number) => (typeof domain === "string" ? domain : String(index));
const managed = ({ a, b }: Members) =>
    [["a", a] as const, ["b", b] as const].filter(([, host]) => host) as [Member, ManagedHost][];

/** mta-sts.DOMAIN leads to each host of ours, as soon as that one serves the policy. */
function policyAddresses({ args, settings, zone, hosts }: PolicyOf, served: Record<Member, Served | undefined>) {
    return managed(hosts).flatMap(([member, host]) => {
        const opts = { parent: host.parent, protect: isProtected(args, member), dependsOn: [served[member]!.service] };
        return (args.domains ?? [args.zone]).flatMap((domain, index) => {
            const name = pulumi.output(domain).apply(policyHost);
            const ttlSeconds = settings.apply(({ addressTtlSeconds }) => addressTtlSeconds);
            const resource = `${host.resourceName}-mta-sts`;
            const address = { name, ipv4: host.address, ttlSeconds };
            const made: pulumi.Resource[] = [zone.address(`${resource}-${label(domain, index)}`, address, opts)];
            if (!args.ipv6 || !host.addressV6) return made;
            const v6 = { name, ipv6: host.addressV6, ttlSeconds };
            return [...made, zone.addressV6(`${resource}-v6-${label(domain, index)}`, v6, opts)];
        });
    });
}

/**
 * The policy's records, and the first certificates by ACME, which nothing waits for. The record that says that there is a policy
 * comes last of all: where it stands, every MX that the policy was made for has stood.
 */
export function policyRecords(
    name: string,
    of: PolicyOf,
    served: Record<Member, Served | undefined>,
    parent: pulumi.Resource,
) {
    const { args, settings, zone, hosts } = of;
    const all = [served.a, served.b].flatMap((one) => one ?? []);
    const addresses = args.identity?.mtaSts ? policyAddresses(of, served) : [];
    if (args.certificate?.acme) {
        // The authority may ask either host: both have to serve, and every name has to lead to them.
        const after = [...all.flatMap(({ addresses, service }) => [...addresses, service]), ...addresses];
        for (const [member, host] of managed(hosts)) {
            const question = settings.apply((known) => firstCertificate(certificatesOf(member, known)));
            hostNews(`${host.resourceName}-acme`, host, question, after);
        }
    }
    if (!args.identity?.mtaSts) return;
    const text = settings.apply(({ identity, names }) => policyText(identity!.mtaSts!, [names.a, names.b]));
    const dependsOn = [...addresses, ...all.flatMap(({ service, mx }) => [service, ...mx])];
    const opts = { parent, protect: !args.destroyable, dependsOn };
    (args.domains ?? [args.zone]).forEach((domain, index) => {
        const record = { name: pulumi.interpolate`${POLICY_PREFIX}${domain}`, text, ttlSeconds: ttl(settings) };
        zone.txt(`${name}-mta-sts-${label(domain, index)}`, record, opts);
    });
}
