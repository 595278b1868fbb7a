import type { Member } from "../member";
import type { MemberTopology, PairTopology } from "../topology";
import { MySqlEndpoint, MySqlEngine, MySqlSettings } from "./args";

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

/** The host that knows who is primary. */
export interface WitnessTopology {
    /** Full host name. */
    readonly name: string;
    readonly address: string;
    /** Id of the machine, where we made it. */
    readonly instanceId?: string;
}

/** The pair in plain data: what status, diagram and drills work from. */
export interface MySqlTopology extends PairTopology {
    readonly replicas: ReplicaTopology[];
    readonly witness: WitnessTopology;
    /** Who was primary at the last `up`; the witness knows who is now. */
    readonly primary: Member;
    /** How the members keep the same data. */
    readonly engine: MySqlEngine;
    /** TCP port of the database. */
    readonly port: number;
}

/** A host as it was found. */
export interface FoundHost {
    readonly address: string;
    readonly instanceId?: string;
}

/** What the topology is put together from, beside the settings. */
export interface Found {
    readonly hosts: Readonly<Record<string, FoundHost>>;
    /** Names of replicas that may be promoted. */
    readonly promotable: readonly string[];
    readonly primary: Member;
    readonly endpoint: MySqlEndpoint;
    readonly engine: MySqlEngine;
}

/** Puts together what the pair looks like. Pure. */
export function topology(
    name: string,
    { zone, names, addressTtlSeconds, endpointName, endpointTtlSeconds }: MySqlSettings,
    { hosts, promotable, primary, endpoint, engine }: Found,
): MySqlTopology {
    const member = (key: Member): MemberTopology => {
        const role = key === primary ? "primary" : "standby";
        return { name: names[key], role, managed: true, ...hosts[key] };
    };
    const further = Object.keys(names).filter((key) => !["a", "b", "witness"].includes(key));
    const replicas = further.map((key) => ({
        key,
        name: names[key],
        ...hosts[key],
        promotable: promotable.includes(key),
    }));
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
        ...{ pair: "mysql", name, zone, records, primary, replicas, engine, port: 3306 },
        members: { a: member("a"), b: member("b") },
        witness: { name: names.witness, ...hosts.witness },
    };
}
