import type { PairTopology } from "../components/topology";
import type { Pulumi } from "./engine/pulumi";
import type { ConfigValue } from "./engine/stack-config";
import type { Lab } from "./lab";
import { memberLabels } from "./members";
import type { LabNetwork } from "./net/network";
import { settingsOf, type LabPair, type OpenedPair } from "./pair";
import { LabActiveActivePair } from "./pair/active-active";
import { LabBackupMxPair } from "./pair/backup-mx";
import { LabCyrusPair } from "./pair/cyrus";
import { LabMySqlPair } from "./pair/mysql";
import { LabPostgresPair } from "./pair/postgres";

/** The kinds of pairs that a lab can run, and what each is to tests. */
export interface LabPairs {
    "backup-mx": LabBackupMxPair;
    cyrus: LabCyrusPair;
    mysql: LabMySqlPair;
    postgres: LabPostgresPair;
    "active-active": LabActiveActivePair;
}

export type PairKind = keyof LabPairs;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each class takes the topology of its own kind
const CLASSES: { [K in PairKind]: new (opened: OpenedPair<any>) => LabPairs[K] } = {
    "backup-mx": LabBackupMxPair,
    cyrus: LabCyrusPair,
    mysql: LabMySqlPair,
    postgres: LabPostgresPair,
    "active-active": LabActiveActivePair,
};

/** Every kind, the lab's default first. */
export const KINDS = Object.keys(CLASSES) as PairKind[];

/** The kind that a person means: its name, or that of its stack. Pure. */
export function kindOf(word: string = KINDS[0]): PairKind {
    const found = KINDS.find((kind) => word === kind || word === stackOf(kind));
    if (found) return found;
    throw new Error(`no stack "${word}": there are ${KINDS.join(", ")}`);
}

/** Name of the stack that a lab runs a pair of this kind in. Pure. */
export function stackOf(kind: PairKind): string {
    return `lab-${kind}`;
}

/** Labels of the Linodes that must be virtual machines for a pair of this kind: those that need a kernel module. Pure. */
export function vmsOf(kind: PairKind): string[] | undefined {
    return kind === "active-active" ? memberLabels(kind) : undefined;
}

/** What a pair of this kind must be told about the lab that it is in, over the stack's file. Pure. */
export function settingsIn(kind: PairKind, { hostSide, gateway }: LabNetwork): Record<string, ConfigValue> {
    if (kind === "backup-mx") return {};
    const clients = { clientsFrom: [`${hostSide}/32`] };
    // A lab's disks have 8 GiB, of which the log may keep half.
    if (kind === "postgres") return { ...clients, walKeepMiB: 2048 };
    // Its witness powers members off through the lab's cloud, as guests reach it.
    return kind === "active-active" ? { ...clients, fenceUrl: `http://${gateway}:8080/linode/v4` } : clients;
}

/** The pair of a stack that is up, of Linodes. Read it anew after an `up` that makes other machines. */
export async function openPair<K extends PairKind>(kind: K, lab: Lab, pulumi: Pulumi): Promise<LabPairs[K]> {
    const outputs = await pulumi.output();
    const topology = outputs.topology as PairTopology | undefined;
    if (!topology) throw new Error(`stack ${pulumi.stack} in lab "${lab.name}" has no pair: run its up first`);
    if (topology.pair !== kind)
        throw new Error(`stack ${pulumi.stack} has a pair of kind ${topology.pair}: not ${kind}`);
    return new CLASSES[kind]({ lab, pulumi, topology, outputs, settings: await settingsOf(pulumi) });
}

/** The kind of a pair. Pure. */
export function kindOfPair(pair: LabPair): PairKind {
    return kindOf(pair.topology.pair);
}
