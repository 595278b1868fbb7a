import { BackupMxMemberArgs } from "../../../../components/backup-mx/args";
import { Refusal, refuseEach } from "./refusal";
import { sampleExisting } from "../../../helpers/pair";

const ORIGIN = "say with exactly one of linode, existing, unmanaged where the host comes from";

const mail2: BackupMxMemberArgs = { hostName: "mail2.example.com", linode: { region: "nl-ams" } };

const HOSTS: Refusal[] = [
    {
        refuses: "one name for both hosts",
        change: { b: { ...mail2, hostName: "mail.example.com" } },
        problems: [
            'b.hostName: "mail.example.com" is the primary\'s name too: ' +
                "a backup on the same host is no backup, give it a host of its own",
        ],
    },
    {
        refuses: "one address for both hosts",
        change: {
            a: { hostName: "mail.example.com", unmanaged: { address: "203.0.113.25" } },
            b: { hostName: "mail2.example.com", existing: sampleExisting("203.0.113.25") },
        },
        problems: [
            'b.existing.address: "203.0.113.25" is the primary\'s address too: a backup on the same host is no backup',
        ],
    },
    {
        refuses: "one address in one VLAN for both hosts",
        change: {
            a: {
                hostName: "mail.example.com",
                linode: { region: "nl-ams", vlan: { label: "m", address: "10.1.0.1/8" } },
            },
            b: { ...mail2, linode: { region: "nl-ams", vlan: { label: "m", address: "10.1.0.1/8" } } },
        },
        problems: ['b.linode.vlan.address: "10.1.0.1/8" is the address of a too: each needs one of its own'],
    },
    {
        refuses: "a domain that is both relayed and local on the backup",
        change: { domains: ["example.com", "mail2.example.com"] },
        problems: [
            'domains[1]: "mail2.example.com" is the name of the backup, whose own mail is local: ' +
                "it cannot be relayed as well",
        ],
    },
    {
        refuses: "a domain that is the primary's own name",
        change: { domains: ["example.com", "mail.example.com"] },
        problems: [
            'domains[1]: "mail.example.com" is the name of the primary, whose own mail is local: ' +
                "it cannot be relayed as well",
        ],
    },
    {
        refuses: "a backup preference that equals the primary's",
        change: { backupPreference: 10 },
        problems: [
            "backupPreference: 10 is not higher than the primary's 10: senders try the lower one first, " +
                "so the backup needs a number from 11 to 65535",
        ],
    },
    {
        refuses: "a backup preference below the primary's",
        change: { primaryPreference: 30 },
        problems: [
            "backupPreference: 20 is not higher than the primary's 30: senders try the lower one first, " +
                "so the backup needs a number from 31 to 65535",
        ],
    },
    {
        refuses: "a member that comes from nowhere",
        change: { a: { hostName: "mail.example.com" } },
        problems: [`a: none is given: ${ORIGIN}`],
    },
    {
        refuses: "a member that comes from two places",
        change: { b: { ...mail2, existing: sampleExisting("203.0.113.25") } },
        problems: [`b: linode and existing are given: ${ORIGIN}`],
    },
    {
        refuses: "an unmanaged backup",
        change: { b: { hostName: "mail2.example.com", unmanaged: { address: "203.0.113.25" } } },
        problems: ["b.unmanaged: the backup is what this pair sets up: only a can be left unmanaged"],
    },
    {
        refuses: "a host name in the place of an address",
        change: { a: { hostName: "mail.example.com", unmanaged: { address: "mail.example.com" } } },
        problems: ['a.unmanaged.address: "mail.example.com" is not an IPv4 address, like "203.0.113.25"'],
    },
    {
        refuses: "an existing host by an address that is out of range",
        change: { b: { hostName: "mail2.example.com", existing: sampleExisting("203.0.113.256") } },
        problems: ['b.existing.address: "203.0.113.256" is not an IPv4 address, like "203.0.113.25"'],
    },
    {
        refuses: "an address with a leading zero, which some programs read as octal",
        change: { b: { hostName: "mail2.example.com", existing: sampleExisting("203.0.113.01") } },
        problems: ['b.existing.address: "203.0.113.01" is not an IPv4 address, like "203.0.113.25"'],
    },
    {
        refuses: "a host key with the host name that ssh-keyscan prints before it, and a port that is none",
        change: {
            b: {
                hostName: "mail2.example.com",
                existing: { ...sampleExisting("203.0.113.25"), hostKey: "mail2 ssh-ed25519 AAAA", port: 0 },
            },
        },
        problems: [
            'b.existing.hostKey: "mail2 ssh-ed25519 AAAA" is not an SSH host key: write what ssh-keyscan prints, without the host name',
            "b.existing.port: 0 is out of range: a whole number from 1 to 65535",
        ],
    },
];

describe("BackupMxPair, the hosts it refuses", () => refuseEach(HOSTS));
