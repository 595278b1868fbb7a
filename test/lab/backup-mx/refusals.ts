import assert from "node:assert/strict";
import type { ConfigChange } from "../../../lab/pair";
import type { BackupMxLab } from "../../helpers/lab";

interface Refusal {
    title: string;
    change: ConfigChange;
    says: string[];
}

const REFUSALS: Refusal[] = [
    {
        title: "a domain that is local on the backup",
        change: { domains: ["example.test", "mail2.example.test"] },
        says: [
            'domains[1]: "mail2.example.test" is the name of the backup, whose own mail is local: ' +
                "it cannot be relayed as well",
        ],
    },
    {
        title: "all that is wrong, at once",
        change: {
            recipients: [],
            backupHost: "mail.example.test",
            queueLifetimeDays: 0,
            postfixSettings: { mynetworks: "0.0.0.0/0", smtpd_timeout: "soon" },
        },
        says: [
            "recipients: the list is empty: a backup that knows no recipients refuses all mail or returns spam to " +
                'strangers; list every address that exists, like ["anna@example.com"]',
            'b.hostName: "mail.example.test" is the primary\'s name too: a backup on the same host is no backup, ' +
                "give it a host of its own",
            "queueLifetimeDays: 0 is out of range: a whole number from 1 to 100 days",
            "postfixSettings.mynetworks: is set by the pair itself: use the pair's own argument, or leave it",
            'postfixSettings.smtpd_timeout: "soon" is not a time: a number with s, m, h, d or w, like "300s"',
        ],
    },
];

/** What is wrong is refused at preview, with what to do, and nothing is made. */
export function refusalsSuite(at: () => BackupMxLab): void {
    describe("refusals at preview", () => {
        for (const { title, change, says } of REFUSALS) {
            it(`refuses ${title}`, async () => {
                const { pair } = at();
                const { mark } = await pair.client.calls();
                const sessions = pair.sshSessions().length;
                const before = Object.fromEntries(Object.keys(change).map((key) => [key, pair.settings[key]]));
                const { code, stdout, stderr } = await pair.preview(change).finally(() => pair.pulumi.config(before));
                assert.notEqual(code, 0);
                const text = stdout + stderr;
                for (const sentence of says) assert.ok(text.includes(sentence), `"${sentence}" is not in:\n${text}`);
                assert.ok(!/\n\s+at .*\.js:\d+/.test(text), `a stack trace:\n${text}`);
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
