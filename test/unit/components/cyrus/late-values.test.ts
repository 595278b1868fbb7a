import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { CyrusPairArgs } from "../../../../components/cyrus/args";
import { CyrusPair } from "../../../../components/cyrus/cyrus-pair";
import { record } from "../../../helpers/mocks";
import { refusalMessage } from "../../../helpers/pair";
import { anna, build, existing, sampleArgs, withInstance } from "./sample";

describe("CyrusPair, what it refuses before anything is made", () => {
    it("refuses plain arguments before a single resource is registered", async () => {
        let thrown: unknown;
        const recording = await record(() => {
            try {
                new CyrusPair("mail", sampleArgs(withInstance({ members: ["a", "a"] })));
            } catch (error) {
                thrown = error;
            }
        });
        assert.match(String(thrown), /a host cannot be its own standby/);
        assert.deepEqual(recording, { resources: [], errors: [], calls: [] });
    });

    const { existing: login, hostName } = existing.b!;
    const late: [string, Partial<CyrusPairArgs>, string][] = [
        [
            "a user of another domain that is known late",
            withInstance({ users: pulumi.secret([{ ...anna, name: "anna@example.org" }]) }),
            'instances[0].users[0].name: "anna@example.org" is in no domain of its instance: "example.com"',
        ],
        [
            "a password that is known late, without showing it",
            withInstance({ users: [{ ...anna, password: pulumi.secret("canary 1") }] }),
            "instances[0].users[0].password: must be 8 to 128 printable characters without spaces; it is not shown here",
        ],
        [
            "a setting that is known late, which would make administrators",
            withInstance({ imapdSettings: pulumi.output({ admins: "anna" }) }),
            "instances[0].imapdSettings.admins: is set by the pair itself: use the pair's own argument, or leave it",
        ],
        [
            "a number that is known late",
            { maxLagSeconds: pulumi.output(0) },
            "maxLagSeconds: 0 is out of range: a whole number from 1 to 86400 seconds",
        ],
        [
            "an address that is known late",
            { ...existing, b: { hostName, existing: { ...login!, address: pulumi.output("x; reboot") } } },
            'b.existing.address: "x; reboot" is not an IPv4 address, like "203.0.113.25"',
        ],
    ];
    for (const preview of [false, true]) {
        for (const [what, change, problem] of late) {
            it(`refuses ${what}, and makes no host, session or record (${preview ? "preview" : "up"})`, async () => {
                const { resources, errors } = await build(change, preview);
                const refusal = refusalMessage(`CyrusPair "mail"`, [problem]);
                assert.notEqual(errors.length, 0);
                for (const error of errors) assert.ok(error.endsWith(refusal), error);
                const harmless = [
                    "CyrusPair",
                    "LinodeHost",
                    "ExistingHost",
                    "RandomPassword",
                    "Firewall",
                    "PlacementGroup",
                ];
                const made = resources.map(({ type }) => type.split(":").pop()!);
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
            ...withInstance({ users: pulumi.secret([anna]), serviceName: pulumi.output("mail.example.com") }),
        };
        assert.deepEqual((await build(change)).errors, []);
    });
});
