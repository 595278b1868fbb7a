import assert from "node:assert/strict";
import { succeeded } from "../../../lab/engine/pulumi";
import { runAudits } from "../../audits/all";
import { inSync } from "../../drills/rows";
import type { MySqlLab } from "../../helpers/lab";
import { resources } from "../../helpers/state";

const PIDS = "systemctl show -p MainPID --value mariadb";

/** What an `up` makes, and that it does no more than it must. */
export function mysqlUpSuite(at: () => MySqlLab): void {
    describe("up", () => {
        it("makes one pair on three machines, at most 60 resources", async () => {
            const all = await resources(at().pair.pulumi);
            assert.equal(all.filter(({ type }) => type === "standby:index:MySqlPair").length, 1);
            assert.equal(all.filter(({ type }) => type === "linode:index/instance:Instance").length, 3);
            assert.ok(all.length <= 60, `${all.length} resources`);
        });

        it("passes every audit once the standby is in sync", async () => {
            await inSync(at().pair);
            assert.deepEqual(await runAudits(at().pair, () => undefined), []);
        });

        it("tells roles, endpoint and the clients' certificate as outputs", async () => {
            const output = await at().pair.pulumi.output();
            assert.deepEqual([output.roleAtLastUp, output.epoch], ["a", 1]);
            assert.match(String(output.lossBound), /^0/);
            assert.match(String(output.caCertificate), /^-----BEGIN CERTIFICATE-----/);
            assert.deepEqual((output.endpoint as { hosts: string[] }).hosts, ["db.example.test"]);
        });

        it("changes nothing and opens no SSH session the second time", async () => {
            const { pair } = at();
            const sessions = pair.sshSessions().length;
            const second = succeeded(await pair.up());
            assert.equal(second.changed, 0, second.summary);
            assert.deepEqual(pair.sshSessions().slice(sessions), []);
        });

        it("changes one setting by one session a member, the standby first, and restarts nothing else", async () => {
            const { pair } = at();
            const sessions = pair.sshSessions().length;
            const agent = "systemctl show -p MainPID --value standby-role";
            const agents = await Promise.all(pair.members.map(({ machine }) => machine.succeed(agent)));
            const servers = await Promise.all(pair.members.map(({ machine }) => machine.succeed(PIDS)));
            succeeded(await pair.up({ mariadbSettings: { max_connections: "200" } }));
            const names = pair.sshSessions().slice(sessions);
            assert.deepEqual(
                names.map((line) => line.split(" ")[2]),
                ["db-b-service", "db-a-service"],
            );
            assert.deepEqual(await Promise.all(pair.members.map(({ machine }) => machine.succeed(agent))), agents);
            const after = await Promise.all(pair.members.map(({ machine }) => machine.succeed(PIDS)));
            after.forEach((pid, index) =>
                assert.notEqual(pid, servers[index], "MariaDB takes the setting at its start"),
            );
            await pair.a.machine.eventually("mariadb -NBe 'select @@read_only' | grep -qx 0", 60);
            assert.equal(await pair.sql(pair.b, "select @@max_connections"), "200");
        });
    });
}
