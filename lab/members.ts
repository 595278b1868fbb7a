import type { PairTopology } from "../components/topology";
import type { PairKind } from "./kinds";

/** Names of the pairs of the lab's own stacks, by which their Linodes are called. */
const NAMES: Record<PairKind, string> = {
    "active-active": "mail",
    "backup-mx": "mx",
    cyrus: "imap",
    mysql: "db",
    postgres: "pg",
};

export function isPairKind(word: unknown): word is PairKind {
    return typeof word === "string" && Object.keys(NAMES).includes(word);
}

/** Labels of the Linodes that are a and b of the lab's pair of this kind. Pure. */
export function memberLabels(kind: PairKind): string[] {
    return [`${NAMES[kind]}-a`, `${NAMES[kind]}-b`];
}

/** The kind of pair that a Linode of this label is a or b of, in the lab's own stacks. Pure. */
export function kindOfMember(label: string): PairKind | undefined {
    return (Object.keys(NAMES) as PairKind[]).find((kind) => memberLabels(kind).includes(label));
}

/** One host of a pair, as far as the lab's verbs need it. */
export interface NamedHost {
    name: string;
    /** Id of the machine, where the lab made it. */
    instanceId?: string;
}

/** The pair in a stack's outputs. Throws when the stack was never brought up. */
export function topologyOf(outputs: Record<string, unknown>): PairTopology {
    const { topology } = outputs as { topology?: PairTopology };
    if (topology) return topology;
    throw new Error("the stack has no pair yet: `npm run lab` brings it up");
}

/** Every host of a pair by its short name: a, b, and what else its kind has. Pure. */
export function hostsOf(topology: PairTopology): Record<string, NamedHost> {
    const { members, replicas = [], witness } = topology as PairTopology & Others;
    const further = Object.fromEntries(replicas.map((replica) => [replica.key, replica]));
    return { ...members, ...further, ...(witness ? { witness } : {}) };
}

interface Others {
    replicas?: (NamedHost & { key: string })[];
    witness?: NamedHost;
}

/** The host called `word`: `a`, `b`, its full host name, or either after the pair's kind as in `mysql/a`. Pure. */
export function findMember(pairs: PairTopology[], word: string | undefined): NamedHost {
    const hosts = pairs.flatMap((topology) =>
        Object.entries(hostsOf(topology)).map(([key, host]) => ({ key, host, pair: topology.pair })),
    );
    const found = hosts.find(({ key, host, pair }) => [key, host.name, `${pair}/${key}`].includes(word ?? ""));
    if (found) return found.host;
    const several = pairs.length > 1;
    const known = hosts.map(({ key, host, pair }) => `${several ? `${pair}/` : ""}${key} (${host.name})`);
    const said = word === undefined ? "no member given" : `no member "${word}"`;
    throw new Error(`${said}: the members are ${known.slice(0, -1).join(", ")} and ${known.at(-1)}`);
}

/** The id of a member's machine, for those that the lab made. Pure. */
export function machineOf(member: NamedHost): string {
    if (member.instanceId !== undefined) return member.instanceId;
    throw new Error(`${member.name} is not a machine of this lab: the program only knows its address`);
}
