import assert from "node:assert/strict";
import { openTcpPorts } from "../../../lab/client/port-scan";
import { succeeded } from "../../../lab/engine/pulumi";
import { budgetMs } from "../../budgets";
import type { DatabaseLab, ServerUnderTest } from "./server";

const ALL = Array.from({ length: 65535 }, (_, index) => index + 1);

/** The database is never reachable from outside: clients are let in by the program, one network at a time. */
export function databaseScanSuite(at: () => DatabaseLab, server: ServerUnderTest): void {
    describe("ports", function () {
        this.timeout(budgetMs("scan"));

        it("shows the database to the clients that are let in, and to them alone", async () => {
            const { pair } = at();
            const { port } = pair.topology;
            const open = await Promise.all(pair.hosts.map(({ address }) => openTcpPorts(address, [22, 2345, port])));
            assert.deepEqual(open, [[22, port], [22, port], [22]]);
        });

        it("shows SSH alone to strangers, on all 65535 TCP ports", async () => {
            const { pair } = at();
            succeeded(await pair.up({ clientsFrom: [] }));
            const open = await Promise.all(pair.hosts.map(({ address }) => openTcpPorts(address, ALL)));
            assert.deepEqual(open, [[22], [22], [22]]);
        });

        it("refuses a client without TLS", async () => {
            const { pair } = at();
            const [primary, standby] = [await pair.primaryNow(), await pair.standbyNow()];
            await pair.sql(primary, server.makeUser);
            const { code } = await standby.machine.run(server.plainLogin(primary.address));
            assert.notEqual(code, 0);
            await pair.sql(primary, server.dropUser);
        });
    });
}
