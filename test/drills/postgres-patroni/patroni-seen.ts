/*
 * Situation: Prometheus asks both members of a Patroni cluster that is whole.
 * Promise:   one leads and one follows, in sync and in one epoch, and nothing says that a second one wrote.
 * Origin:    reference 3.1; what a pair shows.
 */
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { eventually } from "../../helpers/eventually";
import { whole } from "./patroni";

/** What both members serve, as "LEADER: FOLLOWER" by the metric's name. */
async function served(pair: LabPostgresPair): Promise<Map<string, string>> {
    const [leader, follower] = [await pair.primaryNow(), await pair.standbyNow()];
    const ask = async (address: string, port: number) =>
        pair.witness.machine.succeed(`curl -sSfk --max-time 5 https://${address}:${port}/metrics`);
    const values = async ({ address }: { address: string }) => {
        const text = (await ask(address, 9100)) + (await ask(address, 9187));
        const lines = text.matchAll(/^(standby_\w+|pg_up)(?:\{(.*)\})? (\S+)$/gm);
        return new Map(
            [...lines].map(([, name, labels = "", value]) => {
                return [`${name} ${/(?:role|thread)="(\w+)"/.exec(labels)?.[1] ?? ""}`.trim(), value];
            }),
        );
    };
    const [one, other] = [await values(leader), await values(follower)];
    return new Map(
        [...new Set([...one.keys(), ...other.keys()])].map((name) => [
            name,
            `${one.get(name) ?? "-"}: ${other.get(name) ?? "-"}`,
        ]),
    );
}

const WANTED: Record<string, string> = {
    ...{ pg_up: "1: 1", standby_database_up: "1: 1", standby_writable: "1: 0", standby_in_sync: "1: -" },
    ...{ "standby_role primary": "1: 0", "standby_role standby": "0: 1", "standby_role unknown": "0: 0" },
    ...{ "standby_replication_running stream": "-: 1", "standby_replication_running replay": "-: 1" },
    ...{ standby_slot_kept: "1: -", standby_wal_conflicts: "0: 0", standby_witness_reachable: "1: 1" },
};

/** Waits until the metrics of both members say what is so; loops write some of them each half a minute. */
export async function seenByPrometheus(pair: LabPostgresPair): Promise<void> {
    await whole(pair);
    await eventually("the metrics say what is so", 120, async () => {
        const found = await served(pair);
        const wrong = Object.entries(WANTED).filter(([name, value]) => found.get(name) !== value);
        const [one, other] = (found.get("standby_epoch") ?? "-: ").split(": ");
        if (one !== other) wrong.push(["standby_epoch", "the same"]);
        if (wrong.length === 0) return true;
        throw new Error(wrong.map(([name, value]) => `${name} ${found.get(name)}, not ${value}`).join("; "));
    });
}
