import assert from "node:assert/strict";
import { succeeded } from "../../../lab/engine/pulumi";
import { runAudits } from "../../audits/all";
import { inSync } from "../../drills/cyrus/pair";
import type { CyrusLab } from "../../helpers/lab";
import { resources } from "../../helpers/state";

/** What an `up` makes, and that it does no more than it must. */
export function cyrusUpSuite(at: () => CyrusLab): void {
    const main = "systemctl show -p MainPID --value";
    const pids = (...units: string[]) =>
        Promise.all(
            at().pair.members.map(({ machine }) => machine.succeed(units.map((unit) => `${main} ${unit}`).join("; "))),
        );

    describe("up", () => {
        it("makes one pair on three machines, at most 60 resources", async () => {
            const all = await resources(at().pair.pulumi);
            assert.equal(all.filter(({ type }) => type === "standby:index:CyrusPair").length, 1);
            assert.equal(all.filter(({ type }) => type === "linode:index/instance:Instance").length, 3);
            assert.ok(all.length <= 60, `${all.length} resources`);
        });

        it("passes every audit once both members are alike", async () => {
            const { pair } = at();
            await inSync(pair, pair.instance());
            for (const { machine } of pair.members) await machine.eventually("standby status", 60);
            assert.deepEqual(await runAudits(pair, () => undefined), []);
        });

        it("tells roles, endpoints and the clients' certificate as outputs", async () => {
            const output = await at().pair.pulumi.output();
            assert.deepEqual([output.roleAtLastUp, output.epoch], [{ mail: "a" }, { mail: 1 }]);
            assert.deepEqual(Object.keys(output.lossBound as object), ["mail"]);
            assert.match(String(output.caCertificate), /^-----BEGIN CERTIFICATE-----/);
            assert.deepEqual(output.endpoints, { mail: { kind: "dns", hosts: ["imap.example.test"] } });
            assert.deepEqual(
                [output.primaryAddress, output.standbyAddress],
                [at().pair.a.address, at().pair.b.address],
            );
        });

        it("changes nothing and opens no SSH session the second time", async () => {
            const { pair } = at();
            const sessions = pair.sshSessions().length;
            const second = succeeded(await pair.up());
            assert.equal(second.changed, 0, second.summary);
            assert.deepEqual(pair.sshSessions().slice(sessions), []);
        });

        it("changes one setting by one session a member, the standby first, and restarts nothing", async () => {
            const { pair } = at();
            const sessions = pair.sshSessions().length;
            const units = ["standby-role@mail", "standby-cyrus@mail", "postfix@-", "standby-cyrus-tunnel"];
            const before = await pids(...units);
            const change = { instances: [{ name: "mail", imapdSettings: { imapidlepoll: "61" } }] };
            succeeded(await pair.up(change));
            const names = pair.sshSessions().slice(sessions);
            assert.deepEqual(
                names.map((line) => line.split(" ")[2]),
                ["b", "a"].map((member) => `${pair.topology.name}-${member}-service`),
            );
            assert.deepEqual(await pids(...units), before, "Cyrus is reloaded: nobody is thrown out");
            for (const { machine } of pair.members) {
                await machine.succeed("grep -qx 'imapidlepoll: 61' /etc/imapd_mail.conf");
            }
            succeeded(await pair.up({ instances: [] }));
        });

        it("makes the mailbox of a new user, and refuses mail to those who do not exist", async () => {
            const { pair } = at();
            const users = [
                ...pair.usersOf(pair.instance()),
                { name: "carol@example.test", password: "Lab-carol-Oovie6ah" },
            ];
            succeeded(await pair.up({ users: users.map(({ name, password }) => ({ name, password })) }));
            const server = pair.serverAt(pair.instance(), await pair.primaryNow(pair.instance()));
            await pair.a.machine.eventually("/usr/local/lib/standby/cyrus/imap mail boxes | grep -q 'user.carol'", 60);
            const folders = await pair.inside(server, users[2], ({ raw }) => raw.list());
            assert.ok(folders.some(({ path }) => path === "INBOX"));
        });
    });
}
