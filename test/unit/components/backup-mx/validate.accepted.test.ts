import assert from "node:assert/strict";
import { BackupMxMemberArgs, BackupMxPairArgs } from "../../../../components/backup-mx/args";
import { refusal } from "./refusal";
import { sampleExisting } from "../../../helpers/pair";
import { sampleArgs } from "./sample";

const mail: BackupMxMemberArgs = { hostName: "mail.example.com", linode: { region: "de-fra-2" } };

describe("BackupMxPair, what it accepts", () => {
    const accepted: [string, Partial<BackupMxPairArgs>][] = [
        ["the sample", {}],
        ["neighbouring preferences", { primaryPreference: 0, backupPreference: 1 }],
        ["the highest preferences", { primaryPreference: 65534, backupPreference: 65535 }],
        ["the shortest times", { addressTtlSeconds: 60, mxTtlSeconds: 60, queueLifetimeDays: 1 }],
        ["the longest times", { addressTtlSeconds: 86400, mxTtlSeconds: 604800, queueLifetimeDays: 100 }],
        ["the shortest refresh", { fastFlushRefreshSeconds: 60 }],
        ["the longest refresh", { fastFlushRefreshSeconds: 604800 }],
        ["the smallest mail", { messageSizeLimitBytes: 65536 }],
        ["the largest mail", { messageSizeLimitBytes: 1073741824 }],
        ["a subdomain beside the zone", { domains: ["example.com", "lists.example.com"] }],
        ["an international host name", { a: { ...mail, hostName: "xn--bcher-kva.example.com" } }],
        ["a name of 63 characters in a label", { a: { ...mail, hostName: `${"m".repeat(63)}.example.com` } }],
        ["a recipient with all that RFC 5321 allows", { recipients: ["o'hara+tag.x=y#1@example.com"] }],
        ["a recipient in upper case before the @", { recipients: ["Anna.B@example.com"] }],
        ["an unmanaged primary", { a: { hostName: "mail.example.com", unmanaged: { address: "203.0.113.25" } } }],
        [
            "two existing hosts",
            {
                a: { hostName: "mail.example.com", existing: sampleExisting("203.0.113.25") },
                b: { hostName: "mail2.example.com", existing: sampleExisting("203.0.113.26") },
            },
        ],
        ["more Postfix settings", { postfixSettings: { delay_warning_time: "4h", smtp_tls_loglevel: "1" } }],
        ["networks of both families", { sshFrom: ["203.0.113.0/24", "2001:db8::/32", "0.0.0.0/0"] }],
        ["an administrator's key with a comment", { adminKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 anna at home"] }],
        ["the release of one member", { release: "a" }],
        ["a later generation of the deploy key", { deployKeyGeneration: 7 }],
    ];
    for (const [what, change] of accepted) {
        it(`accepts ${what}`, () => assert.equal(refusal("mail", sampleArgs(change)), undefined));
    }

    for (const name of ["mx", "mail-2", "abcdefghijklmnopqrstuvwx"]) {
        it(`accepts "${name}" as the name of a pair`, () => assert.equal(refusal(name, sampleArgs()), undefined));
    }
});
