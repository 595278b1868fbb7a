import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { BackupMxPairArgs } from "../../../../components/backup-mx/args";
import { BackupMxPair } from "../../../../components/backup-mx/backup-mx-pair";
import { record } from "../../../helpers/mocks";
import { build, existing } from "./pair";
import { sampleExisting } from "../../../helpers/pair";
import { sampleArgs } from "./sample";

describe("BackupMxPair, what it refuses before anything is made", () => {
    it("refuses plain arguments before a single resource is registered", async () => {
        let thrown: unknown;
        const recording = await record(() => {
            try {
                new BackupMxPair("mail", sampleArgs({ recipients: [] }));
            } catch (error) {
                thrown = error;
            }
        });
        assert.match(String(thrown), /recipients: the list is empty/);
        assert.deepEqual(recording, { resources: [], errors: [], calls: [] });
    });

    const late: [string, Partial<BackupMxPairArgs>, string][] = [
        [
            "a backup preference that is known late",
            { backupPreference: pulumi.output(5) },
            "backupPreference: 5 is not higher than the primary's 10: senders try the lower one first, " +
                "so the backup needs a number from 11 to 65535",
        ],
        [
            "a zone that is known late",
            { zone: pulumi.output("Example.com"), domains: ["example.com"] },
            'zone: "Example.com" has upper-case letters: write "example.com"',
        ],
        [
            "a late value with two existing hosts",
            { ...existing, queueLifetimeDays: pulumi.output(0) },
            "queueLifetimeDays: 0 is out of range: a whole number from 1 to 100 days",
        ],
        [
            "an address that is known late",
            {
                ...existing,
                b: {
                    hostName: "mail2.example.com",
                    existing: { ...sampleExisting(""), address: pulumi.output("x; reboot") },
                },
            },
            'b.existing.address: "x; reboot" is not an IPv4 address, like "203.0.113.25"',
        ],
        [
            "one address for both hosts that is known late",
            {
                ...existing,
                b: {
                    hostName: "mail2.example.com",
                    existing: { ...sampleExisting(""), address: pulumi.output("198.51.100.25") },
                },
            },
            'b.existing.address: "198.51.100.25" is the primary\'s address too: a backup on the same host is no backup',
        ],
    ];
    for (const preview of [false, true]) {
        for (const [what, change, problem] of late) {
            it(`refuses ${what}, and makes no host, session or record (${preview ? "preview" : "up"})`, async () => {
                const { resources, errors } = await build(change, preview);
                const refusal = `BackupMxPair "mail" is refused, 1 problem:\n  - ${problem}`;
                // The SDK may put names of properties before the message; to the engine all these are one error.
                assert.notEqual(errors.length, 0);
                for (const error of errors) assert.ok(error.endsWith(refusal), error);
                const made = resources.map(({ type }) => type.split(":").pop()!);
                const harmless = ["BackupMxPair", "LinodeHost", "ExistingHost", "RandomPassword", "Firewall"];
                assert.deepEqual(
                    made.filter((type) => !harmless.includes(type)),
                    [],
                );
            });
        }
    }
});
