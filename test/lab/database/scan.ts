import assert from "node:assert/strict";
import { openTcpPorts } from "../../../lab/client/port-scan";
import { succeeded } from "../../../lab/engine/pulumi";
import { budgetMs } from "../../budgets";
import { wordsOf } from "../../drills/database/words";
import type { DatabaseLab } from "../../helpers/lab";

const ALL = Array.from({ length: 65535 }, (_, index) => index + 1);

/** Logs in at the primary as a user who may, from outside, with TLS or without; rejects when it is refused. */
export type Login<L extends DatabaseLab> = (pair: L["pair"], tls: boolean) => Promise<void>;

/** The database is never reachable from outside: clients are let in by the program, one network at a time. */
export function databaseScanSuite<L extends DatabaseLab>(at: () => L, login: Login<L>): void {
    describe("ports", function () {
        this.timeout(budgetMs("scan"));

        it("shows the database to the clients that are let in, and to them alone", async () => {
            const { pair } = at();
            const { port } = wordsOf(pair);
            const open = await Promise.all(pair.hosts.map(({ address }) => openTcpPorts(address, [22, 2345, port])));
            assert.deepEqual(open, [[22, port], [22, port], [22]]);
        });

        it("lets no client in without TLS", async () => {
            const { pair } = at();
            await login(pair, true);
            await assert.rejects(login(pair, false));
        });

        it("shows SSH alone to strangers, on all 65535 TCP ports", async () => {
            const { pair } = at();
            succeeded(await pair.up({ clientsFrom: [] }));
            const open = await Promise.all(pair.hosts.map(({ address }) => openTcpPorts(address, ALL)));
            assert.deepEqual(open, [[22], [22], [22]]);
        });
    });
}
