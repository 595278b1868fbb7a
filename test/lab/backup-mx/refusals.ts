import assert from "node:assert/strict";
import type { ConfigChange } from "../../../lab/pair";
import type { TestLab } from "../../helpers/lab";

interface Refusal {
    title: string;
    change: ConfigChange;
    says: string;
}

const REFUSALS: Refusal[] = [
    {
        title: "an empty recipient list",
        change: { recipients: [] },
        says:
            "recipients: the list is empty: a backup that knows no recipients refuses all mail or returns spam to " +
            'strangers; list every address that exists, like ["anna@example.com"]',
    },
    {
        title: "one host for both",
        change: { backupHost: "mail.example.test" },
        says:
            'b.hostName: "mail.example.test" is the primary\'s name too: a backup on the same host is no backup, ' +
            "give it a host of its own",
    },
    {
        title: "a domain that is local on the backup",
        change: { domains: ["example.test", "mail2.example.test"] },
        says: 'domains[1]: "mail2.example.test" is the name of the backup, whose own mail is local: it cannot be relayed as well',
    },
    {
        title: "a queue lifetime out of range",
        change: { queueLifetimeDays: 0 },
        says: "queueLifetimeDays: 0 is out of range: a whole number from 1 to 100 days",
    },
    {
        title: "a name with upper-case letters",
        change: { backupHost: "Mail2.example.test" },
        says: 'b.hostName: "Mail2.example.test" has upper-case letters: write "mail2.example.test"',
    },
    {
        title: "a setting that would open a relay",
        change: { postfixSettings: { mynetworks: "0.0.0.0/0" } },
        says: "postfixSettings.mynetworks: is set by the pair itself: use the pair's own argument, or leave it",
    },
];

/** What is wrong is refused at preview, with what to do, and nothing is made. */
export function refusalsSuite(at: () => TestLab): void {
    describe("refusals at preview", () => {
        for (const { title, change, says } of REFUSALS) {
            it(`refuses ${title}`, async () => {
                const { pair } = at();
                const { mark } = await pair.client.calls();
                const sessions = pair.sshSessions().length;
                const before = Object.fromEntries(Object.keys(change).map((key) => [key, pair.settings[key]]));
                const { code, stdout, stderr } = await pair.preview(change).finally(() => pair.pulumi.config(before));
                assert.notEqual(code, 0);
                assert.ok((stdout + stderr).includes(says), `"${says}" is not in:\n${stdout}\n${stderr}`);
                assert.ok(!/\n\s+at .*\.js:\d+/.test(stdout + stderr), `a stack trace:\n${stdout}\n${stderr}`);
                const { calls } = await pair.client.calls(mark);
                assert.deepEqual(
                    Object.keys(calls).filter((kind) => !kind.startsWith("GET ")),
                    [],
                );
                assert.equal(pair.sshSessions().length, sessions);
            });
        }

        it("has nothing to do once the settings are right again", async () => {
            const { changed, summary } = await at().pair.preview();
            assert.equal(changed, 0, summary);
        });
    });
}
