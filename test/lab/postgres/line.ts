import assert from "node:assert/strict";
import { PostgresLine } from "../../../lab/client/postgres-line";
import { preparePostgresRows } from "../../../lab/client/postgres-rows";
import { ROWS } from "../../../lab/client/rows";
import type { NotAcknowledged } from "../../../lab/client/numbered-writer";
import type { SqlServer } from "../../../lab/client/sql-line";
import { succeeded } from "../../../lab/engine/pulumi";
import type { LabMember } from "../../../lab/pair";
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { inSync, runName } from "../../drills/rows";
import { eventually } from "../../helpers/eventually";
import type { TestLab } from "../../helpers/lab";

const LOGIN = { user: "line-test", password: "Line-Test-1" };

/** The client that counts rows must know what a server's answer means: all drills believe it. */
export function postgresLineSuite(at: () => TestLab<LabPostgresPair>): void {
    describe("a client's connection", () => {
        let run: string;
        let ca: string;
        const serverOf = ({ address, name }: LabMember): SqlServer => ({ address, name });
        const open = (server: SqlServer, authority = ca) => PostgresLine.open(server, { ...LOGIN, ca: authority });
        const row = (n: number) => `insert into ${ROWS} (run, n, writer) values ('${run}', ${n}, 1)`;

        before(async () => {
            const { pair } = at();
            run = runName("line");
            ca = String((await pair.pulumi.output()).caCertificate);
            await preparePostgresRows(pair.sqlOf(pair.a), LOGIN);
            await inSync(pair);
        });

        it("is by TLS, to a server of this name and of the pair's own authority alone", async () => {
            const { pair } = at();
            const other = { address: pair.a.address, name: pair.b.name };
            await assert.rejects(open(other), { kind: "elsewhere", message: /does not match certificate/ });
            const stranger = await pair.b.machine.succeed(
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=stranger -keyout /dev/null 2>/dev/null",
            );
            await assert.rejects(open(serverOf(pair.a), stranger), { kind: "elsewhere" });
        });

        it("tells a row that is there from one that a standby does not take", async () => {
            const { pair } = at();
            const line = await open(serverOf(pair.a));
            await line.run(row(1));
            await assert.rejects(line.run(row(1)), { kind: "duplicate" });
            await assert.rejects(line.run(`insert into ${ROWS} (run) values ('${run}')`), { kind: "refused" });
            line.close();
            await inSync(pair);
            const standby = await open(serverOf(pair.b));
            await assert.rejects(standby.run(row(2)), { kind: "elsewhere", message: /read-only/ });
            standby.close();
        });

        it("takes no OK for a commit whose wait for the standby was cancelled", async () => {
            const { pair } = at();
            succeeded(await pair.up({ durability: "required" }));
            await pair.b.machine.succeed("systemctl kill -s STOP postgresql@15-main");
            const line = await PostgresLine.open(serverOf(pair.a), { ...LOGIN, ca, answerMs: 60_000 });
            const answer = line.run(row(3)).catch((error: Error) => error);
            const waiting = "select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'";
            try {
                await eventually("the commit waits", 30, async () => (await pair.sql(pair.a, waiting)) === "t");
                const { kind, message } = (await answer) as NotAcknowledged;
                assert.equal(kind, "lost");
                assert.match(message, /wait for synchronous replication/);
            } finally {
                await pair.b.machine.succeed("systemctl kill -s CONT postgresql@15-main");
            }
            line.close();
            succeeded(await pair.up({ durability: undefined }));
            await inSync(pair);
        });
    });
}
