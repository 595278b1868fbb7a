import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { plainSettings, settingsFrom } from "../../../../components/backup-mx/settings";
import { valueOf } from "../../../helpers/mocks";
import { sampleArgs, sampleSettings } from "./sample";

describe("settings", () => {
    const defaults = {
        domains: ["example.com"],
        primaryPreference: 10,
        backupPreference: 20,
        addressTtlSeconds: 300,
        mxTtlSeconds: 86400,
        queueLifetimeDays: 30,
        fastFlushRefreshSeconds: 43200,
        messageSizeLimitBytes: 26214400,
        policy: {
            lineLengthLimitBytes: 0,
            smtpUtf8: true,
            refuseBadHelo: true,
            unknownRecipientLimit: 5,
            blocklists: [],
            tlsMinimum: "TLSv1.2",
            requireTls: false,
            ...{ resolver: undefined, spamFilter: undefined, virusScan: undefined, filterFailure: "tempfail" as const },
        },
        mta: { a: "postfix", b: "postfix" },
        postfixSettings: {},
        trustedUsers: [],
        permitMxBackupNetworks: [],
        adminKeys: [],
    };
    for (const [name, value] of Object.entries(defaults)) {
        it(`has ${JSON.stringify(value)} for ${name} when nothing is given`, () => {
            assert.deepEqual(plainSettings(sampleArgs())?.[name as keyof typeof defaults], value);
        });
    }

    it("takes the names of both hosts", () => {
        assert.deepEqual(plainSettings(sampleArgs())?.names, { a: "mail.example.com", b: "mail2.example.com" });
    });

    it("keeps what is given, also where it is zero", () => {
        const settings = plainSettings(sampleArgs({ primaryPreference: 0, domains: ["lists.example.com"] }));
        assert.equal(settings?.primaryPreference, 0);
        assert.deepEqual(settings?.domains, ["lists.example.com"]);
    });

    for (const [what, value] of [
        ["an Output", pulumi.output(12)],
        ["a secret", pulumi.secret(12)],
        ["a promise", Promise.resolve(12)],
    ] as const) {
        it(`waits for ${what} and then fills in the same`, async () => {
            const args = sampleArgs({ backupPreference: value });
            assert.equal(plainSettings(args), undefined);
            assert.deepEqual(await valueOf(settingsFrom(args)), sampleSettings({ backupPreference: 12 }));
        });
    }

    it("keeps the rest of the policy when a part of it is given", () => {
        const policy = plainSettings(sampleArgs({ policy: { smtpUtf8: false, requireTls: undefined } }))?.policy;
        assert.deepEqual(policy, { ...defaults.policy, smtpUtf8: false });
    });

    it("sees an Output deep inside a list or a record", () => {
        const secret = pulumi.secret("ben@example.com");
        assert.equal(plainSettings(sampleArgs({ recipients: ["anna@example.com", secret] })), undefined);
        assert.equal(plainSettings(sampleArgs({ postfixSettings: { smtpd_banner: secret } })), undefined);
    });
});
