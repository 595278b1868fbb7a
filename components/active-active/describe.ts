import * as pulumi from "@pulumi/pulumi";
import { PairHost } from "../roles/hosts";
import { MemberTopology } from "../topology";
import { ActiveActivePairArgs, ActiveActiveSettings } from "./args";
import { ActivePhases, linkAddresses } from "./phases";
import { ActiveActiveTopology } from "./topology";

type Found = Readonly<Record<string, { readonly address: string; readonly instanceId?: string }>>;
const MEMBERS = ["a", "b"] as const;

/** Puts together what the pair looks like. Pure. */
export function topology(
    name: string,
    args: ActiveActivePairArgs,
    settings: ActiveActiveSettings,
    hosts: Found,
    primary: string,
): ActiveActiveTopology {
    const { zone, names, mode, domains, serviceName, addressTtlSeconds: ttl, mxTtlSeconds } = settings;
    const member = (key: string): MemberTopology => {
        return { name: names[key], role: key === primary ? "primary" : "standby", managed: true, ...hosts[key] };
    };
    const records = [
        ...Object.keys(names).map((key) => ({ name: names[key], type: "A", content: hosts[key].address, ttl })),
        ...MEMBERS.map((key) => ({ name: serviceName, type: "A", content: hosts[key].address, ttl })),
        ...domains.flatMap((domain) =>
            MEMBERS.map((key) => ({ name: domain, type: "MX", content: names[key], ttl: mxTtlSeconds, priority: 10 })),
        ),
    ];
    return {
        ...{ pair: "active-active", name, zone, records, mode, domains: [...domains], serviceName, primary },
        linkAddresses: linkAddresses(args),
        members: { a: member("a"), b: member("b") },
        witness: { name: names.witness, ...hosts.witness },
    };
}

/** The same of a pair whose hosts are being made. */
export function describePair(phases: ActivePhases, all: readonly PairHost[], primary: pulumi.Output<string>) {
    const found = all.map(({ key, host }) =>
        pulumi
            .all([host.address, host.machine?.id])
            .apply(([address, id]) => [key, { address, instanceId: id }] as const),
    );
    return pulumi
        .all([phases.settings as pulumi.Output<unknown>, pulumi.all(found), primary])
        .apply(([settings, entries, serving]) =>
            topology(phases.name, phases.args, settings as ActiveActiveSettings, Object.fromEntries(entries), serving),
        );
}
