import assert from "node:assert/strict";
import { succeeded } from "../../../lab/engine/pulumi";
import { runAudits } from "../../audits/all";
import { inSync } from "../../drills/rows";
import { wordsOf } from "../../drills/database/words";
import type { DatabaseLab } from "../../helpers/lab";
import { eventually } from "../../helpers/eventually";
import { resources } from "../../helpers/state";

/** What an `up` makes, and that it does no more than it must. */
export function databaseUpSuite(at: () => DatabaseLab): void {
    describe("up", () => {
        it("makes one pair on three machines, at most 60 resources", async () => {
            const { pair } = at();
            const all = await resources(pair.pulumi);
            const component = `standby:index:${wordsOf(pair).component}`;
            assert.equal(all.filter(({ type }) => type === component).length, 1);
            assert.equal(all.filter(({ type }) => type === "linode:index/instance:Instance").length, 3);
            assert.ok(all.length <= 60, `${all.length} resources`);
        });

        it("passes every audit once the standby is in sync", async () => {
            await inSync(at().pair);
            assert.deepEqual(await runAudits(at().pair, () => undefined), []);
        });

        it("tells roles, endpoint and the clients' certificate as outputs", async () => {
            const { pair } = at();
            const output = await pair.pulumi.output();
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
            const { unit, title, settings, maxConnections } = wordsOf(pair);
            const pid = `systemctl show -p MainPID --value ${unit}`;
            const servers = await Promise.all(pair.members.map(({ machine }) => machine.succeed(pid)));
            succeeded(await pair.up({ [settings]: { max_connections: "200" } }));
            const names = pair.sshSessions().slice(sessions);
            assert.deepEqual(
                names.map((line) => line.split(" ")[2]),
                ["b", "a"].map((member) => `${pair.topology.name}-${member}-service`),
            );
            assert.deepEqual(await Promise.all(pair.members.map(({ machine }) => machine.succeed(agent))), agents);
            const after = await Promise.all(pair.members.map(({ machine }) => machine.succeed(pid)));
            after.forEach((id, index) =>
                assert.notEqual(id, servers[index], `${title} takes the setting at its start`),
            );
            await eventually("a takes writes", 60, async () => (await pair.writable()).join() === "a");
            assert.equal(await pair.sql(pair.b, maxConnections), "200");
        });
    });
}
