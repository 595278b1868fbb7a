import { BackupMxMemberArgs } from "../../../../components/backup-mx/args";
import { Refusal, refuseEach } from "./refusal";

const mail: BackupMxMemberArgs = { hostName: "mail.example.com", linode: { region: "de-fra-2" } };
const mail2: BackupMxMemberArgs = { hostName: "mail2.example.com", linode: { region: "nl-ams" } };
const labels = (count: number) => Array.from({ length: count }, () => "abcdefghi").join(".");

const NAMES: Refusal[] = [
    {
        refuses: "a zone in upper case, once and not again for each name in it",
        change: { zone: "Example.com" },
        problems: ['zone: "Example.com" has upper-case letters: write "example.com"'],
    },
    {
        refuses: "a zone with a trailing dot",
        change: { zone: "example.com." },
        problems: ['zone: "example.com." ends with a dot: write "example.com"'],
    },
    {
        refuses: "a zone that is a single label",
        change: { zone: "localhost" },
        problems: ['zone: "localhost" is not a full name: write it with its domain, like "mail.example.com"'],
    },
    {
        refuses: "a host name in upper case",
        change: { a: { ...mail, hostName: "Mail.example.com" } },
        problems: ['a.hostName: "Mail.example.com" has upper-case letters: write "mail.example.com"'],
    },
    {
        refuses: "a host name with a trailing dot",
        change: { b: { ...mail2, hostName: "mail2.example.com." } },
        problems: ['b.hostName: "mail2.example.com." ends with a dot: write "mail2.example.com"'],
    },
    {
        refuses: "a host name with a bad label",
        change: { b: { ...mail2, hostName: "mail_2.example.com" } },
        problems: [
            'b.hostName: "mail_2.example.com" is not a host name: "mail_2" must be letters, digits and inner hyphens ' +
                "(international names as xn--…)",
        ],
    },
    {
        refuses: "a host name with an empty label",
        change: { a: { ...mail, hostName: "mail..example.com" } },
        problems: [
            'a.hostName: "mail..example.com" is not a host name: "" must be letters, digits and inner hyphens ' +
                "(international names as xn--…)",
        ],
    },
    {
        refuses: "a host name of more than 253 characters",
        change: { a: { ...mail, hostName: `${labels(25)}.example.com` } },
        problems: ["a.hostName: a name has at most 253 characters, this one has 261"],
    },
    {
        refuses: "a host name in another zone",
        change: { b: { ...mail2, hostName: "mail2.example.net" } },
        problems: [
            'b.hostName: "mail2.example.net" is not in the zone "example.com": ' +
                "name the zone that holds it, or a name in this one",
        ],
    },
    {
        refuses: "a host name that only ends like the zone",
        change: { b: { ...mail2, hostName: "mail2.myexample.com" } },
        problems: [
            'b.hostName: "mail2.myexample.com" is not in the zone "example.com": ' +
                "name the zone that holds it, or a name in this one",
        ],
    },
    {
        refuses: "a mail domain in another zone",
        change: { domains: ["example.com", "example.net"] },
        problems: [
            'domains[1]: "example.net" is not in the zone "example.com": ' +
                "name the zone that holds it, or a name in this one",
        ],
    },
    {
        refuses: "an empty list of domains",
        change: { domains: [] },
        problems: ["domains: the list is empty: name the mail domains, or leave it out to mean the zone alone"],
    },
    {
        refuses: "a domain that is named twice",
        change: { domains: ["example.com", "lists.example.com", "example.com"] },
        problems: ['domains[2]: "example.com" is named twice: take one out'],
    },
];

describe("BackupMxPair, the names it refuses", () => refuseEach(NAMES));
