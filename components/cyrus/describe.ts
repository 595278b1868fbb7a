import * as pulumi from "@pulumi/pulumi";
import { MemberTopology } from "../topology";
import { PairHost } from "../roles/hosts";
import { CyrusPairArgs, CyrusSettings } from "./args";
import { InstanceSettings } from "./instance-args";
import { CyrusPhases } from "./phases";
import { endpointKind } from "./records";
import { CyrusHostTopology, CyrusInstanceTopology, CyrusMurderTopology, CyrusTopology } from "./topology";
import { MurderSettings } from "./murder/args";

type Found = Readonly<Record<string, { readonly address: string; readonly instanceId?: string }>>;

function describeInstance(
    args: CyrusPairArgs,
    instance: InstanceSettings,
    place: number,
    hosts: Found,
): CyrusInstanceTopology {
    const endpoint = endpointKind(args.instances[place], args);
    const { name, primary, serviceName, durability } = instance;
    const addresses = {
        dns: [hosts[primary].address],
        proxy: instance.members.map((key) => hosts[key].address),
        floating: [(instance.floatingAddress ?? "").split("/")[0]],
        murder: [(args.murder?.floatingAddress ?? "").split("/")[0]],
    }[endpoint];
    const domains = [...instance.domains];
    return {
        ...{ name, primary, serviceName, durability, endpoint, addresses, domains },
        members: [...instance.members],
    };
}

function murderRecord({ serviceName, floatingAddress }: MurderSettings, ttl: number) {
    return { name: serviceName, type: "A", content: floatingAddress.split("/")[0], ttl };
}

function describeMurder(murder: MurderSettings, one: (key: string) => CyrusHostTopology): CyrusMurderTopology {
    const { serviceName, floatingAddress, frontends } = murder;
    const address = floatingAddress.split("/")[0];
    return { mupdate: one("mupdate"), frontends: frontends.map(one), serviceName, address };
}

/** Puts together what the pair looks like. Pure. */
export function topology(name: string, args: CyrusPairArgs, settings: CyrusSettings, hosts: Found): CyrusTopology {
    const { zone, names, addressTtlSeconds, endpointTtlSeconds, mxTtlSeconds } = settings;
    const instances = settings.instances.map((instance, place) => describeInstance(args, instance, place, hosts));
    const serves = (key: string) => instances.some(({ primary }) => primary === key);
    const member = (key: string): MemberTopology => {
        return { name: names[key], role: serves(key) ? "primary" : "standby", managed: true, ...hosts[key] };
    };
    const fronts = settings.murder?.frontends ?? [];
    const apart = ["a", "b", "witness", ...(settings.murder ? ["mupdate", ...fronts] : [])];
    const further = Object.keys(names).filter((key) => !apart.includes(key));
    const one = (key: string) => ({ key, name: names[key], ...hosts[key] });
    const records = [
        ...Object.keys(names).map((key) => {
            return { name: names[key], type: "A", content: hosts[key].address, ttl: addressTtlSeconds };
        }),
        ...(settings.murder ? [] : instances).flatMap(({ serviceName, addresses }) =>
            addresses.map((content) => ({ name: serviceName, type: "A", content, ttl: endpointTtlSeconds })),
        ),
        ...(settings.murder ? [murderRecord(settings.murder, endpointTtlSeconds)] : []),
        ...(args.mx === false ? [] : instances).flatMap(({ domains, members }) =>
            domains.flatMap((domain) =>
                members.map((key, index) => {
                    return {
                        name: domain,
                        type: "MX",
                        content: names[key],
                        ttl: mxTtlSeconds,
                        priority: 10 * (index + 1),
                    };
                }),
            ),
        ),
    ];
    return {
        ...{ pair: "cyrus", name, zone, records, instances },
        members: { a: member("a"), b: member("b") },
        replicas: further.map(one),
        ...(settings.murder ? { murder: describeMurder(settings.murder, one) } : {}),
        witness: { name: names.witness, ...hosts.witness },
    };
}

/** The same of a pair whose hosts are being made. */
export function describePair(phases: CyrusPhases, all: readonly PairHost[]): pulumi.Output<CyrusTopology> {
    const found = all.map(({ key, host }) =>
        pulumi
            .all([host.address, host.machine?.id])
            .apply(([address, id]) => [key, { address, instanceId: id }] as const),
    );
    return pulumi
        .all([phases.settings as pulumi.Output<unknown>, pulumi.all(found)])
        .apply(([settings, entries]) =>
            topology(phases.name, phases.args, settings as CyrusSettings, Object.fromEntries(entries)),
        );
}
