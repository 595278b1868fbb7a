import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { MySqlPairArgs } from "../../../../components/mysql/args";
import { MySqlPair } from "../../../../components/mysql/mysql-pair";
import { record } from "../../../helpers/mocks";
import { refusalMessage } from "../../../helpers/pair";
import { build, existing, sampleArgs } from "./sample";

describe("MySqlPair, what it refuses before anything is made", () => {
    it("refuses plain arguments before a single resource is registered", async () => {
        let thrown: unknown;
        const recording = await record(() => {
            try {
                new MySqlPair("db", sampleArgs({ lost: "a" }));
            } catch (error) {
                thrown = error;
            }
        });
        assert.match(String(thrown), /lost: "a" is to be the primary/);
        assert.deepEqual(recording, { resources: [], errors: [], calls: [] });
    });

    const { existing: login, hostName } = existing.b!;
    const late: [string, Partial<MySqlPairArgs>, string][] = [
        [
            "a number that is known late",
            { binlogKeepDays: pulumi.output(0) },
            "binlogKeepDays: 0 is out of range: a whole number from 1 to 99 days",
        ],
        [
            "a zone that is known late",
            { zone: pulumi.output("Example.com") },
            'zone: "Example.com" has upper-case letters: write "example.com"',
        ],
        [
            "backups whose values are known late",
            { backup: { directory: pulumi.output("backups") } },
            'backup.directory: "backups" is not an absolute path of plain characters, like "/srv/backups"',
        ],
        [
            "a setting that is known late, which would open a standby",
            { mariadbSettings: pulumi.output({ read_only: "OFF" }) },
            "mariadbSettings.read_only: is set by the pair itself: use the pair's own argument, or leave it",
        ],
        [
            "an address that is known late",
            { ...existing, b: { hostName, existing: { ...login!, address: pulumi.output("x; reboot") } } },
            'b.existing.address: "x; reboot" is not an IPv4 address, like "203.0.113.25"',
        ],
        [
            "one address for two hosts that is known late",
            { ...existing, b: { hostName, existing: { ...login!, address: pulumi.output("198.51.100.25") } } },
            'b.existing.address: "198.51.100.25" is the address of a too: each needs a host of its own',
        ],
    ];
    for (const preview of [false, true]) {
        for (const [what, change, problem] of late) {
            it(`refuses ${what}, and makes no host, session or record (${preview ? "preview" : "up"})`, async () => {
                const { resources, errors } = await build(change, preview);
                const refusal = refusalMessage(`MySqlPair "db"`, [problem]);
                // The SDK may put names of properties before the message; to the engine all these are one error.
                assert.notEqual(errors.length, 0);
                for (const error of errors) assert.ok(error.endsWith(refusal), error);
                const made = resources.map(({ type }) => type.split(":").pop()!);
                const harmless = [
                    "MySqlPair",
                    "LinodeHost",
                    "ExistingHost",
                    "RandomPassword",
                    "Firewall",
                    "PlacementGroup",
                ];
                assert.deepEqual(
                    made.filter((type) => !harmless.includes(type)),
                    [],
                );
            });
        }
    }

    it("takes late values that are right", async () => {
        const change = {
            zone: pulumi.output("example.com"),
            maxLagSeconds: pulumi.secret(12),
            durability: pulumi.output("async" as const),
        };
        assert.deepEqual((await build(change)).errors, []);
    });
});
