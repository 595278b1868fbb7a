import assert from "node:assert/strict";
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import { eventually } from "../../helpers/eventually";
import type { CyrusLab } from "../../helpers/lab";
import { asAdministrator } from "../cyrus/admin";
import { inSync } from "../cyrus/pair";

/** A change on the standby alone, what it is in the name of, and what `standby verify` must say of it. */
const CHANGES = [
    { what: "a quota", commands: ["SETQUOTA user/ben (STORAGE 1000)"], told: /quota.*user\.ben/i },
    { what: "rights", commands: ["SETACL user/ben/projects anna@example.test lr"], told: /user\.ben\.projects.*ACL/i },
    {
        what: "a subscription",
        user: "ben@example.test",
        commands: ['SUBSCRIBE "projects"'],
        told: /^user ben subscriptions\t/m,
    },
    {
        what: "what somebody has seen in another user's folder",
        user: "ben@example.test",
        commands: ['SELECT "Other Users/anna/lists"', "STORE 1 +FLAGS (\\Seen)"],
        told: /^user ben seen /m,
    },
] as const;

/** The proof of equality sees each of them, and monitoring does. */
export function differencesSuite(at: () => CyrusLab): void {
    describe("differences", () => {
        before("ben may read a folder of anna's", async () => {
            const { pair } = at();
            const instance = pair.instance();
            const primary = await pair.primaryNow(instance);
            await asAdministrator(primary, instance, ["SETACL user/anna/lists ben lrs"]);
            await inSync(pair, instance);
            // A copy of everything, which follows each change of roles, would undo what is changed here.
            const { machine } = await pair.standbyNow(instance);
            await machine.eventually(`test ! -e /var/lib/standby/role-${instance.name}/again`, 60);
        });

        for (const { what, commands, told, ...more } of CHANGES) {
            it(`${what} is named by standby verify`, async () => {
                const { pair } = at();
                const instance = pair.instance();
                const standby = await pair.standbyNow(instance);
                await asAdministrator(standby, instance, [...commands], "user" in more ? more.user : undefined);
                const { code, stdout } = await pair.say(standby, instance, "verify");
                assert.notEqual(code, 0, stdout);
                assert.match(stdout, told);
            });
        }

        it("show in the metrics, until the standby has a copy anew", async () => {
            const { pair } = at();
            const instance = pair.instance();
            const standby = await pair.standbyNow(instance);
            const differences = async () =>
                Number((await metrics(pair, standby.address)).get("standby_verify_differences"));
            await eventually("the metric tells of them", 90, async () => (await differences()) >= CHANGES.length);
            const { code, stderr } = await pair.say(standby, instance, "rejoin --reseed");
            assert.equal(code, 0, stderr);
            await standby.machine.succeed("rm -rf /srv/cyrus/.aside-*");
            await inSync(pair, instance);
            await eventually("the metric tells of none", 90, async () => (await differences()) === 0);
        });

        it("of roles show in the metrics of both hosts", async () => {
            const { pair } = at();
            const primary = await pair.primaryNow(pair.instance());
            const [of, other] = [primary, pair.otherOf(pair.instance(), primary)];
            const [one, two] = [await metrics(pair, of.address), await metrics(pair, other.address)];
            const both = (name: string) => [one.get(name), two.get(name)].map(Number);
            assert.deepEqual(both("standby_writable"), [1, 0]);
            assert.deepEqual(both("standby_cyrus_up"), [1, 1]);
            assert.deepEqual(both("standby_replication_running"), [1, 1]);
            assert.ok(both("standby_lag_seconds").every((lag) => lag < 30));
            assert.ok(Number(one.get("standby_backlog_bytes")) >= 0);
        });

        it("of where things are kept refuse a switchover", async () => {
            const { pair } = at();
            const instance = pair.instance();
            const standby = await pair.standbyNow(instance);
            const file = `/etc/imapd_${instance.name}.conf`;
            await standby.machine.succeed(`sed -i 's/^partition-second:/partition-other:/' ${file}`);
            try {
                const { code, stderr } = await pair.say(standby, instance, "promote");
                assert.equal(code, 75, stderr);
                assert.match(stderr, /refused \[parity\]/);
            } finally {
                await standby.machine.succeed(`sed -i 's/^partition-other:/partition-second:/' ${file}`);
            }
            // The agent looks once a minute.
            for (const { machine } of pair.members) await machine.eventually("standby status", 150);
        });
    });
}

/** What a host tells Prometheus, by the names of metrics; of several with one name the last one. */
async function metrics(pair: LabCyrusPair, address: string): Promise<Map<string, string>> {
    const text = await pair.witness.machine.succeed(`curl -sSfk --max-time 5 https://${address}:9100/metrics`);
    return new Map([...text.matchAll(/^(standby_\w+)(?:\{.*\})? (\S+)$/gm)].map(([, name, value]) => [name, value]));
}
