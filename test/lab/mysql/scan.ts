import assert from "node:assert/strict";
import { openTcpPorts } from "../../../lab/client/port-scan";
import { succeeded } from "../../../lab/engine/pulumi";
import { budgetMs } from "../../budgets";
import type { MySqlLab } from "../../helpers/lab";

const ALL = Array.from({ length: 65535 }, (_, index) => index + 1);

/** MariaDB is never reachable from outside: clients are let in by the program, one network at a time. */
export function mysqlScanSuite(at: () => MySqlLab): void {
    describe("ports", function () {
        this.timeout(budgetMs("scan"));

        it("shows MariaDB to the clients that are let in, and to them alone", async () => {
            const { pair } = at();
            const open = await Promise.all(pair.hosts.map(({ address }) => openTcpPorts(address, [22, 2345, 3306])));
            assert.deepEqual(open, [[22, 3306], [22, 3306], [22]]);
        });

        it("shows SSH alone to strangers, on all 65535 TCP ports", async () => {
            const { pair } = at();
            succeeded(await pair.up({ clientsFrom: [] }));
            const open = await Promise.all(pair.hosts.map(({ address }) => openTcpPorts(address, ALL)));
            assert.deepEqual(open, [[22], [22], [22]]);
        });

        it("refuses a client without TLS", async () => {
            const { pair } = at();
            const user = "create or replace user plain@'%' identified by 'Plain-1' require ssl";
            await pair.sql(pair.a, user);
            const login = `mariadb --ssl=0 -h ${pair.a.address} -u plain -pPlain-1 -e 'select 1'`;
            assert.notEqual((await pair.b.machine.run(login)).code, 0);
            await pair.sql(pair.a, "drop user plain@'%'");
        });
    });
}
