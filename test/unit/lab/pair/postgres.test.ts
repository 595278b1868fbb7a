import assert from "node:assert/strict";
import type { PostgresTopology } from "../../../../components/postgres/topology";
import { comparePostgres } from "../../../../lab/client/postgres-rows";
import type { Pulumi } from "../../../../lab/engine/pulumi";
import type { Lab } from "../../../../lab/lab";
import { networkOf } from "../../../../lab/net/network";
import { LabPostgresPair } from "../../../../lab/pair/postgres";
import { mySqlTopology } from "../cli/topology";

/** What each machine says to the question whether it takes writes; none: it does not run. */
function pairWhere(writes: Record<string, string>): LabPostgresPair {
    const machine = (id: string) => ({
        spec: { id: Number(id) },
        running: () => id in writes,
        run: async (command: string, { stdin }: { stdin: string }) => {
            assert.ok(!command.includes("select"), "SQL goes by stdin");
            assert.match(stdin, /pg_is_in_recovery/);
            if (writes[id] === "") return { code: 2, stdout: "", stderr: "no server" };
            return { code: 0, stdout: `${writes[id]}\n`, stderr: "" };
        },
    });
    const lab = { name: "test", net: networkOf("test", 7), client: {}, machine } as unknown as Lab;
    const own = { pair: "postgres", engine: "postgres", mode: "sync", port: 5432 } as const;
    const topology: PostgresTopology = { ...mySqlTopology, ...own, replicas: [] };
    return new LabPostgresPair({ lab, pulumi: {} as Pulumi, topology, settings: {}, outputs: { caCertificate: "" } });
}

describe("a PostgreSQL pair in the lab", () => {
    it("has members and a witness, and finds who takes writes by asking", async () => {
        const pair = pairWhere({ "1003": "t", "1004": "f" });
        assert.deepEqual(
            pair.hosts.map(({ member }) => member),
            ["a", "b", "witness"],
        );
        assert.deepEqual([await pair.primaryNow(), await pair.standbyNow()], [pair.a, pair.b]);
    });

    it("counts servers that are off or down as not writable, and two that are as what they are", async () => {
        assert.deepEqual(await pairWhere({ "1003": "" }).writable(), []);
        assert.deepEqual(await pairWhere({ "1003": "t", "1004": "t" }).writable(), ["a", "b"]);
    });
});

describe("comparePostgres", () => {
    const server = (position: string, rows: string) => async (text: string) => {
        if (text.includes("flush_lsn")) return position;
        return text.includes("replay_lsn") ? position : rows;
    };

    it("finds a row that differs, and a standby that does not come up to the primary", async () => {
        const source = server("0/5", "2 rows, abc");
        assert.deepEqual(await comparePostgres(source, server("f", "2 rows, abc")), []);
        const [wrong] = await comparePostgres(source, server("f", "1 rows, abd"));
        assert.equal(wrong, "lab.written: 2 rows, abc at the primary, 1 rows, abd at the standby");
        const late = await comparePostgres(source, server("t", ""), { seconds: 0 });
        assert.deepEqual(late, ["the standby has not replayed 0/5 within 0 s"]);
    });
});
