import assert from "node:assert/strict";
import { shapeProblems } from "../../../../components/active-active/shape";
import { settingsProblems, tokenProblems } from "../../../../components/active-active/validate";
import { existing, refuseEach, sampleArgs, sampleSettings, withB, withBackup } from "./sample";

describe("What an active-active pair accepts", () => {
    for (const [what, change] of Object.entries({ linodes: {}, existing })) {
        it(what, () => {
            assert.deepEqual(shapeProblems("mail", sampleArgs(change)), []);
            assert.deepEqual(settingsProblems(sampleSettings(change)), []);
        });
    }
});

describe("The places of an active-active pair", () => {
    refuseEach([
        {
            refuses: "members in two regions (P4)",
            change: withB({ region: "nl-ams-2" }),
            problems: [
                'b.linode.region: "nl-ams-2" is another region than "de-fra-2" of a: every write waits for both members, and a VLAN ends at its region',
            ],
        },
        {
            refuses: "a witness beside the members (P3)",
            change: { witness: { hostName: "witness.example.com", linode: { region: "de-fra-2" } } },
            problems: [
                'witness.linode.region: "de-fra-2" is the members\' region too: what takes a member and the witness at once stops the pair: choose another one',
            ],
        },
        {
            refuses: "two VLANs",
            change: withB({ vlan: { label: "other", address: "10.77.0.2/24" } }),
            problems: [
                'b.linode.vlan.label: "other" is another VLAN than "mail-link" of a: both members must be in one',
            ],
        },
        {
            refuses: "a member without a VLAN",
            change: withB({ vlan: undefined }),
            problems: [
                "b.linode.vlan: is missing: both members need a VLAN of their own, in which every write is replicated",
            ],
        },
        {
            refuses: "one link address for both",
            change: withB({ vlan: { label: "mail-link", address: "10.77.0.1/24" } }),
            problems: ['b.linode.vlan.address: "10.77.0.1/24" is the address of a too: each needs one of its own'],
        },
        {
            refuses: "an adopted host without a link and a device",
            change: { ...existing, b: { hostName: "mx2.example.com", existing: existing.b!.existing } },
            problems: [
                "b.linkAddress: is missing: say which address the host has in the private network of both members",
                'b.device: is missing: name an empty one that the pair may use as a whole, like "/dev/vdb"',
            ],
        },
        {
            refuses: "DRBD's own device, and one address twice",
            change: { ...existing, b: { ...existing.b!, device: "/dev/drbd0", linkAddress: "10.9.0.1" } },
            problems: [
                'b.device: "/dev/drbd0" is not a block device: name an empty one that the pair may use as a whole, like "/dev/vdb"',
                'b.linkAddress: "10.9.0.1" is the address of a too',
            ],
        },
        {
            refuses: "the own address of a member as the one that floats",
            change: { floatingAddress: "10.77.0.2/24" },
            problems: ['floatingAddress: "10.77.0.2" is the own address of b: take a free one in its network'],
        },
        {
            refuses: "a floating address without its network",
            change: { floatingAddress: "10.77.0.10" },
            problems: [
                'floatingAddress: "10.77.0.10" is not an address with the length of its network, like "10.77.0.10/24"',
            ],
        },
    ]);
});

describe("The words of an active-active pair", () => {
    refuseEach([
        {
            refuses: "what is not built yet",
            change: { takeover: "bgp" },
            problems: [
                'takeover: "bgp" is not built yet: use "dns", with which the service name has both addresses and the serving member answers',
            ],
        },
        {
            refuses: "two that write where mail is kept, before that mode has passed a drill",
            change: { mode: "dual-primary" },
            problems: [
                'mode: "dual-primary" has passed no drill yet, and is built where destroyable is true alone, in a lab: use "active-passive"',
            ],
        },
        {
            refuses:
                "two that write and cannot be powered off, share one address, or whose cluster counts too little (P2)",
            change: {
                ...{ ...existing, mode: "dual-primary", destroyable: true, floatingAddress: "10.9.0.10/24" },
                timers: { heartbeats: 5 },
            },
            problems: [
                'mode: "dual-primary" needs members that the witness can power off, and a is an adopted host: make it a Linode, or use "active-passive"',
                'mode: "dual-primary" needs members that the witness can power off, and b is an adopted host: make it a Linode, or use "active-passive"',
                'floatingAddress: is on the one member that serves, and with "dual-primary" both do: leave it out',
                "timers.heartbeats: 5 is below 7, which o2cb takes at least",
                "timers: writes may stand still for 54.5 s (2 + noticed 17.5 + grace 3 + bias 5 + witness 2 + 25 of power-off or lease), and o2cb resets BOTH members after 8 s: lower lateWrites, powerOffSeconds or leaseSeconds, or raise heartbeats to 29 or more",
            ],
        },
        {
            refuses: "unknown words and numbers out of range",
            change: {
                ...{ mode: "both" as never, durability: "none" as never, volumeGiB: 5, snapshotReservePercent: 0 },
                ...{ linkPort: 7789, release: "both", resyncMiBPerSecond: 0 },
            },
            problems: [
                'mode: "both" is not known: "active-passive", "dual-primary"',
                'durability: "none" is not known: "replicated-queue", "local-queue"',
                "volumeGiB: 5 is out of range: a whole number from 10 to 10240 GiB",
                "snapshotReservePercent: 0 is out of range: a whole number from 5 to 50 percent",
                "resyncMiBPerSecond: 0 is out of range: a whole number from 1 to 4096 MiB",
                "linkPort: 7789 is the port of drbd: choose another",
                'release: "both" is no host of this pair: release "a", "b" or "witness", one at a time, so that the other member keeps the mail',
            ],
        },
        {
            refuses: "timers out of range before it relates them (P9)",
            change: { timers: { writeTimeoutSeconds: 2.55, leaseSeconds: 1 } },
            problems: [
                "timers.writeTimeoutSeconds: 2.55 is out of range: 0.1 to 60 seconds, in tenths",
                "timers.leaseSeconds: 1 is out of range: a whole number from 5 to 300",
            ],
        },
        {
            refuses: "a lease that ends before anybody is named (P9)",
            change: { timers: { leaseSeconds: 15 } },
            problems: [
                "timers.leaseSeconds: a frozen member would reset itself after 8 s (grace 3 + lease 15 - dead peer 4 - watchdog 5 - 1), before the witness has named it after 10 s (grace 3 + bias 5 + witness 2): raise leaseSeconds to 18 or more",
            ],
        },
        {
            refuses: "settings that would lose mail (P8)",
            change: {
                dovecotSettings: {
                    ...{ lock_method: "fcntl", mmap_disable: "no", mail_fsync: "never", mail_nfs_index: "yes" },
                    ...{ protocols: "imap quota-status", mail_max_userip_connections: "20" },
                },
                postfixSettings: { queue_directory: "/var/spool/postfix", message_size_limit: "1\n2" },
            },
            problems: [
                "dovecotSettings.lock_method: cannot be set: locks of fcntl end at one host on OCFS2: the pair sets flock",
                "dovecotSettings.mmap_disable: cannot be set: what one host maps, the other would change under it: the pair sets yes",
                "dovecotSettings.mail_fsync: cannot be set: mail that was acknowledged must be on both disks: the pair sets always",
                "dovecotSettings.mail_nfs_index: cannot be set: the volume is no NFS: the pair sets no",
                "dovecotSettings.protocols: quota-status opens mailboxes beside their owner, and breaks their indexes: leave it out",
                "postfixSettings.queue_directory: cannot be set: durability says where the queue is",
                'postfixSettings.message_size_limit: "1\\n2" must be one line',
            ],
        },
    ]);
});

describe("The values of an active-active pair", () => {
    refuseEach([
        {
            refuses: "no place for copies (P18)",
            change: withBackup({ repository: "" }),
            problems: [
                "backup: is missing: what is deleted or damaged on one member is so on the other at once: name a repository",
            ],
        },
        {
            refuses: "copies on the volume itself",
            change: withBackup({ repository: "/srv/mail/copies", at: "3:10", accessKey: "x" }),
            problems: [
                'backup.repository: "/srv/mail/copies" is on the volume itself: choose a place outside of /srv/mail',
                "backup.accessKey: and secretKey belong to a repository in object storage: give both there, and none for a folder",
                'backup.at: "3:10" is no time of the day: write it like "03:10", in UTC',
            ],
        },
        {
            refuses: "users without an address, a domain, a password",
            change: {
                users: [
                    { name: "Anna@example.com", password: "canary-anna-1" },
                    { name: "ben@example.org", password: "short" },
                    { name: "eva@example.com", password: "canary-eva-1" },
                    { name: "eva@example.com", password: "canary-eva-2" },
                ],
            },
            problems: [
                'users[0].name: "Anna@example.com" is no address: lower-case letters, digits and ". _ = -" before the @, like "anna@example.com"',
                'users[1].name: "ben@example.org" is in none of the domains: "example.com"',
                "users[1].password: must be 8 to 128 printable characters without spaces; it is not shown here",
                'users[3].name: "eva@example.com" stands here twice: one user, one password',
            ],
        },
        {
            refuses: "nobody, and no domain",
            change: { users: [], domains: [] },
            problems: ["domains: is empty: users need a mail domain"],
        },
        {
            refuses: "names outside of the zone, and twice",
            change: {
                serviceName: "mx1.example.com",
                witness: { hostName: "w.example.org", linode: { region: "nl-ams" } },
            },
            problems: [
                'witness.hostName: "w.example.org" is not in the zone "example.com"',
                'serviceName: "mx1.example.com" is a.hostName too: each needs a name of its own',
            ],
        },
        {
            refuses: "members that DRBD could not tell apart",
            change: { b: { ...sampleArgs().b, hostName: "mx1.b.example.com" } },
            problems: [
                'b.hostName: "mx1.b.example.com" has the same first label as "mx1.example.com": DRBD tells members apart by it',
            ],
        },
        {
            refuses: "an API that is none",
            change: { fenceUrl: "api.linode.com" },
            problems: ['fenceUrl: "api.linode.com" is not the address of an API, like "https://api.linode.com/v4"'],
        },
    ]);
});

describe("The token that fences (P11)", () => {
    const reasons = (...token: Parameters<typeof tokenProblems>) => tokenProblems(...token).map(({ reason }) => reason);

    it("is there, is a word, is not the one that builds, and is left out where nobody needs it", () => {
        assert.deepEqual(reasons("another-token", "deploy-token", true), []);
        assert.deepEqual(reasons("", "deploy-token", true), [
            "is missing: without it the witness cannot power a member off, and every failover waits for the lease alone",
        ]);
        assert.deepEqual(reasons("two words", undefined, true), ["is not a token of one word; it is not shown here"]);
        assert.deepEqual(reasons("deploy-token", "deploy-token", true), [
            "is the token that this program builds with: whoever breaks into the witness would own the account. Make a user who " +
                "may reach the two members alone, and a token of that user",
        ]);
        assert.deepEqual(reasons("", "deploy-token", false), []);
        assert.deepEqual(reasons("another-token", undefined, false), [
            "is for members that are Linodes: there is none here, leave it out",
        ]);
    });
});
