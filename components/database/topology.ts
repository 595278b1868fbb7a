import * as pulumi from "@pulumi/pulumi";
import type { Member } from "../member";
import type { PairHost } from "../roles/hosts";
import type { MemberTopology, PairTopology, WitnessTopology } from "../topology";
import type { DatabaseEndpoint, DatabaseSettings } from "./args";
import { Phases, promotable } from "./phases";
import type { DatabaseServer } from "./server";

/** A further copy of the data. */
export interface ReplicaTopology {
    /** Its short name, such as dc2. */
    readonly key: string;
    /** Full host name. */
    readonly name: string;
    readonly address: string;
    /** Whether it may become the primary. */
    readonly promotable: boolean;
    /** Id of the machine, where we made it. */
    readonly instanceId?: string;
}

/** A pair of databases in plain data: what status, diagram and drills work from. */
export interface DatabaseTopology extends PairTopology {
    readonly replicas: ReplicaTopology[];
    readonly witness: WitnessTopology;
    /** Who was primary at the last `up`; the witness knows who is now. */
    readonly primary: Member;
    /** TCP port of the database. */
    readonly port: number;
}

/** What the topology is put together from, beside the settings. */
export interface Found {
    readonly hosts: Readonly<Record<string, { readonly address: string; readonly instanceId?: string }>>;
    /** Names of replicas that may be promoted. */
    readonly promotable: readonly string[];
    readonly primary: Member;
    readonly endpoint: DatabaseEndpoint;
}

/** Puts together what the pair looks like. Pure. */
export function topology(
    name: string,
    { zone, names, addressTtlSeconds, endpointName, endpointTtlSeconds }: DatabaseSettings,
    { hosts, promotable: may, primary, endpoint }: Found,
    { kind, port }: DatabaseServer,
): DatabaseTopology {
    const member = (key: Member): MemberTopology => {
        const role = key === primary ? "primary" : "standby";
        return { name: names[key], role, managed: true, ...hosts[key] };
    };
    const further = Object.keys(names).filter((key) => !["a", "b", "witness"].includes(key));
    const replicas = further.map((key) => ({ key, name: names[key], ...hosts[key], promotable: may.includes(key) }));
    const records = Object.keys(names).map((key) => {
        return { name: names[key], type: "A", content: hosts[key].address, ttl: addressTtlSeconds };
    });
    const moving = { dns: [primary], haproxy: ["a", "b"], multihost: [] }[endpoint];
    records.push(
        ...moving.map((key) => {
            return { name: endpointName, type: "A", content: hosts[key].address, ttl: endpointTtlSeconds };
        }),
    );
    return {
        ...{ pair: kind, name, zone, records, primary, replicas, port },
        members: { a: member("a"), b: member("b") },
        witness: { name: names.witness, ...hosts.witness },
    };
}

/** The same of a pair whose hosts are being made. */
export function described(
    { name, args, settings }: Phases,
    all: readonly PairHost[],
    primary: Member,
    server: DatabaseServer,
): pulumi.Output<DatabaseTopology> {
    const found = all.map(({ key, host }) =>
        pulumi
            .all([host.address, host.machine?.id])
            .apply(([address, id]) => [key, { address, instanceId: id }] as const),
    );
    return pulumi.all([settings as pulumi.Output<DatabaseSettings>, pulumi.all(found)]).apply(([known, entries]) => {
        const found = { promotable: promotable(args), primary, endpoint: args.endpoint ?? "dns" };
        return topology(name, known, { hosts: Object.fromEntries(entries), ...found }, server);
    });
}
