import assert from "node:assert/strict";
import * as fs from "node:fs";
import { succeeded } from "../../../lab/engine/pulumi";
import { labDir } from "../../../lab/paths";
import type { BackupMxLab } from "../../helpers/lab";
import { ttlsOf } from "../../helpers/dns-ttl";
import { resources } from "../../helpers/state";
import { runAudits } from "../../audits/all";

const MASTER = "cat /var/spool/postfix/pid/master.pid";

/** What an `up` makes, and that it does no more than it must. */
export function upSuite(at: () => BackupMxLab): void {
    describe("up", () => {
        it("runs the configured program, and not the library", async () => {
            const { pair, first, ours } = at();
            const types = (await resources(pair.pulumi)).map(({ type }) => type);
            assert.equal(types.filter((type) => type === "standby:index:BackupMxPair").length, 1);
            assert.equal(types.filter((type) => type === "linode:index/instance:Instance").length, 2);
            if (ours) assert.ok(first.changes.create >= 20, first.summary);
        });

        it("passes every audit", async () => {
            // The backup asks the primary for its recipients within half a minute.
            await at().pair.b.machine.eventually("standby status", 60);
            assert.deepEqual(await runAudits(at().pair, () => undefined), []);
        });

        it("names both hosts in DNS, the primary first", async () => {
            const { pair } = at();
            const { instances, zones } = await pair.client.state();
            const records = zones.find(({ name }) => name === pair.topology.zone)?.records ?? [];
            const shown = records.map(({ name, type, content, priority, ttl, proxied }) =>
                [name, type, priority ?? "-", content, ttl, proxied].join(" "),
            );
            assert.deepEqual(shown.sort(), [
                `example.test MX 10 mail.example.test 86400 false`,
                `example.test MX 20 mail2.example.test 86400 false`,
                `mail.example.test A - ${pair.a.address} 300 false`,
                `mail2.example.test A - ${pair.b.address} 300 false`,
            ]);
            assert.deepEqual(await ttlsOf(pair.lab.net.dns, "example.test", "MX"), [86400, 86400]);
            assert.deepEqual(await ttlsOf(pair.lab.net.dns, "mail2.example.test", "A"), [300]);
            const reverse = instances.map(({ ipv4, rdns }) => rdns[ipv4]);
            assert.deepEqual(reverse.sort(), ["mail.example.test", "mail2.example.test"]);
        });

        it("tells addresses and commands as outputs", async () => {
            const { pair } = at();
            const output = await pair.pulumi.output();
            assert.equal(output.primaryAddress, pair.a.address);
            assert.equal(output.backupAddress, pair.b.address);
            assert.equal(output.flushCommand, "ssh root@mail2.example.test standby flush");
            assert.equal(output.statusCommand, "ssh root@mail2.example.test standby status");
        });

        it("keeps its state in files that are written at once, or not at all", () => {
            const state = labDir(at().lab.name, "pulumi", "state");
            const beside = fs.readdirSync(state, { recursive: true }).map(String);
            assert.deepEqual(
                beside.filter((file) => file.endsWith(".attrs")),
                [],
            );
        });

        it("changes nothing and opens no SSH session the second time", async () => {
            const { pair } = at();
            const sessions = pair.sshSessions();
            const { mark } = await pair.client.calls();
            const second = succeeded(await pair.up());
            assert.equal(second.changed, 0, second.summary);
            assert.deepEqual(pair.sshSessions().slice(sessions.length), []);
            const { calls } = await pair.client.calls(mark);
            const writes = Object.keys(calls).filter((kind) => !kind.startsWith("GET "));
            assert.deepEqual(writes, []);
        });

        it("opens one session and reloads one service for one setting", async () => {
            const { pair } = at();
            const sessions = pair.sshSessions().length;
            const masters = await Promise.all(pair.members.map(({ machine }) => machine.succeed(MASTER)));
            const since = Date.now() - 1000;
            const reloadsBefore = await reloads(since);
            const result = succeeded(await pair.up({ queueLifetimeDays: 21 }));
            assert.equal(result.changed, 1, result.summary);
            assert.deepEqual(pair.sshSessions().slice(sessions), [`exec ${pair.b.address} mx-b-service`]);
            const reloadsAfter = await reloads(since);
            assert.deepEqual(
                reloadsAfter.map((count, index) => count - reloadsBefore[index]),
                [0, 1],
            );
            const after = await Promise.all(pair.members.map(({ machine }) => machine.succeed(MASTER)));
            assert.deepEqual(after, masters, "Postfix was restarted");
            assert.equal((await pair.b.machine.succeed("postconf -hx maximal_queue_lifetime")).trim(), "21d");
            succeeded(await pair.up({ queueLifetimeDays: 30 }));

            async function reloads(time: number): Promise<number[]> {
                const logs = await Promise.all(pair.members.map((member) => member.logSince(time)));
                return logs.map((log) => log.split("reload -- version").length - 1);
            }
        });
    });
}
