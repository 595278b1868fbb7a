import assert from "node:assert/strict";
import * as fs from "node:fs";
import {
    awaitBundle,
    MemberPlan,
    memberPackages,
    memberPlan,
    witnessOfPair,
} from "../../../../components/active-active/plan";
import { ActiveActivePairArgs } from "../../../../components/active-active/args";
import { hashed } from "../../../../components/active-active/mail";
import { parcel } from "../../../../components/ops/bundle";
import { content, paths } from "../../../helpers/pair";
import { anna } from "./sample";
import { members, samplePlan } from "./sample-plan";

const file = (path: string, ...plan: Parameters<typeof samplePlan>) => content(memberPlan(samplePlan(...plan)), path);

describe("The disk of an active-active pair", () => {
    const resource = (...plan: Parameters<typeof samplePlan>) => file("/etc/drbd.d/mail.res", ...plan);

    it("waits for both, freezes when one is gone, and never discards (P1, P2, P6)", () => {
        const text = resource();
        for (const line of [
            ...["protocol C;", "fencing resource-and-stonith;", "on-io-error detach;", "after-sb-0pri disconnect;"],
            ...["after-sb-1pri disconnect;", "after-sb-2pri disconnect;", "rr-conflict disconnect;"],
            'fence-peer "/usr/local/lib/standby/pair/fence-peer";',
        ]) {
            assert.ok(text.includes(`        ${line}\n`), line);
        }
        assert.doesNotMatch(text, /discard|allow-two-primaries|no-disk-flushes|disk-flushes no|pass_on/);
    });

    it("has the timers in DRBD's units, and each member by both of its names", () => {
        const text = resource();
        for (const line of ["timeout 25;", "connect-int 3;", "ping-int 3;", "ping-timeout 10;", "ko-count 7;"])
            assert.ok(text.includes(`        ${line}\n`), line);
        assert.match(text, /on mx1\.example\.com mx1 \{\n {8}device \/dev\/drbd0 minor 0;/);
        assert.match(text, /address 10\.77\.0\.2:7789;/);
        assert.match(resource({ timers: { pingTimeoutSeconds: 0.5 } }), /ping-timeout 5;/);
    });

    it("is the same on both members", () => {
        assert.equal(resource({}, { member: "b" }), resource());
    });

    it("is reached by the peer alone, in the private network (P16)", () => {
        assert.equal(file("/etc/nftables.d/active-active.rules"), "ip saddr { 10.77.0.2 } tcp dport 7789 accept\n");
        assert.equal(
            file("/etc/nftables.d/mail.rules"),
            ["tcp dport 25 accept\n", "ip saddr { 0.0.0.0/0 } tcp dport { 110, 143, 993, 995, 4190 } accept\n"].join(
                "",
            ),
        );
        assert.equal(
            paths(memberPlan(samplePlan({}, { ownFirewall: false }))).some((one) => one.endsWith(".rules")),
            false,
        );
    });
});

describe("The programs of an active-active pair", () => {
    it("have all numbers of one set", () => {
        const conf = file("/etc/standby/role.conf");
        for (const line of [
            ...[
                "GRACE_SECONDS='3'",
                "BIAS_SECONDS='5'",
                "ARBITER_MOST_SECONDS='2'",
                "POWER_OFF_SECONDS='25'",
                "LEASE_SECONDS='20'",
            ],
            ...["WATCHDOG_SECONDS='5'", "SELF_RESET_SECONDS='13'", "FENCE_SECONDS='35'", "DISK='/dev/vdb'"],
            ...["LINK_ADDRESS='10.77.0.1'", "FLOATING='10.77.0.10/24'", "ADDRESS='203.0.113.10'", "MEMBER='a'"],
        ]) {
            assert.ok(conf.includes(`${line}\n`), line);
        }
    });

    it("are started in this order, and mail by none of them at boot", () => {
        const { units = [] } = memberPlan(samplePlan());
        const names = units.map(({ name }) => name).filter((name) => /drbd|watch|pair|dovecot|postfix|srv/.test(name));
        assert.deepEqual(names, ["standby-drbd.service", "standby-watch.service", "standby-pair.service"]);
        for (const unit of ["dovecot.service", "postfix@-.service"]) {
            const dropIn = file(`/etc/systemd/system/${unit}.d/standby.conf`);
            assert.match(
                dropIn,
                /\nConditionPathIsMountPoint=\/srv\/mail\nConditionPathExists=\/run\/standby-pair\/serving\n/,
            );
            assert.match(dropIn, /\nPartOf=srv-mail\.mount\n/);
        }
        assert.match(file("/etc/systemd/system/srv-mail.mount"), /\nRequires=standby-drbd\.service\n/);
        assert.doesNotMatch(file("/etc/systemd/system/srv-mail.mount"), /\[Install\]/);
    });

    it("are all in the package that is installed first", () => {
        const { packages = [] } = memberPlan(samplePlan());
        assert.deepEqual(
            packages.filter((name) => !(memberPackages as readonly string[]).includes(name)),
            [],
        );
    });

    it("make a parcel that the host can read", () => {
        const { stdin } = parcel("#!/bin/sh\n", memberPlan(samplePlan()), "1");
        assert.match(stdin, /\nphase service\n/);
        const members = ["1", "2"].map((instance) => ({ instance, service: "s" }));
        const settled = parcel("#!/bin/sh\n", awaitBundle(members, 240), "1");
        assert.match(settled.stdin, /\ntell \/var\/lib\/standby\/pair\/last\.json\n/);
    });

    it("are asked who serves, again when a machine or its service is another one", () => {
        const digest = (...members: [string, string][]) => {
            const seen = members.map(([instance, service]) => ({ instance, service }));
            return parcel("#!/bin/sh\n", awaitBundle(seen, 240), "1").digest;
        };
        const before = digest(["1", "s"], ["2", "s"]);
        assert.equal(digest(["1", "s"], ["2", "s"]), before);
        assert.notEqual(digest(["1", "s"], ["3", "s"]), before);
        assert.notEqual(digest(["1", "s"], ["2", "t"]), before);
    });
});

describe("Mail of an active-active pair", () => {
    it("is on the volume, flushed, and locked so that another host would see it (P8)", () => {
        const text = file("/etc/dovecot/dovecot.conf");
        for (const line of [
            ...["mail_fsync = always", "lock_method = flock", "mmap_disable = yes", "mail_nfs_index = no"],
            "mail_location = maildir:/srv/mail/v/%d/%n/Maildir:INDEX=/srv/mail/i/%d/%n:VOLATILEDIR=/dev/shm/dovecot/%d/%n",
        ]) {
            assert.ok(text.includes(`\n${line}\n`), line);
        }
        assert.match(text, /inet_listener lmtp \{\n {4}address = 127\.0\.0\.1\n/);
    });

    it("waits on the volume, or on the root disk where that is said (P17)", () => {
        const queue = (change: Partial<ActiveActivePairArgs>) =>
            /^queue_directory = (.*)$/m.exec(file("/etc/postfix/main.cf", change))?.[1];
        assert.equal(queue({}), "/srv/mail/.spool/queue");
        assert.equal(queue({ durability: "local-queue" }), "/var/spool/postfix");
        assert.match(file("/etc/postfix/main.cf"), /\nenable_long_queue_ids = yes\n/);
    });

    it("knows its users by salted hashes that are the same in each program", () => {
        const text = file("/etc/dovecot/standby-users");
        assert.equal(text.split("\n")[0], `anna@example.com:${hashed(anna, "canary-secret")}::::::`);
        assert.doesNotMatch(text, /canary-anna/);
        assert.notEqual(hashed(anna, "canary-secret"), hashed({ ...anna, name: "eva@example.com" }, "canary-secret"));
        assert.equal(file("/etc/postfix/standby-users"), "anna@example.com ok\nben@example.com ok\n");
    });

    it("takes further settings at the end of its files", () => {
        const change = {
            dovecotSettings: { mail_max_userip_connections: "30" },
            postfixSettings: { header_size_limit: "9" },
        };
        assert.match(file("/etc/dovecot/dovecot.conf", {}, change), /\nmail_max_userip_connections = 30\n$/);
        assert.match(file("/etc/postfix/main.cf", {}, change), /\nheader_size_limit = 9\n$/);
    });

    it("is copied each day with what restic needs, and both disks are compared each week", () => {
        assert.match(file("/etc/standby/copy.env"), /^RESTIC_REPOSITORY='\/mnt\/copies'\n/);
        assert.match(file("/etc/systemd/system/standby-copy.timer"), /\nOnCalendar=\*-\*-\* 03:10:00 UTC\n/);
        assert.match(file("/etc/systemd/system/standby-verify.timer"), /\nOnCalendar=Sun /);
    });
});

describe("What Prometheus sees of an active-active pair", () => {
    it("is nothing unless it may ask, and then one exporter by TLS with the pair's own metrics", () => {
        const units = (change: Partial<MemberPlan>) =>
            (memberPlan(samplePlan({}, change)).units ?? []).map(({ name }) => name);
        assert.equal(
            units({}).some((name) => /metrics|exporter/.test(name)),
            false,
        );
        assert.ok(units({ metricsFrom: ["10.0.0.0/8"] }).includes("prometheus-node-exporter.service"));
        assert.match(
            file("/usr/local/lib/standby/metrics", {}, { metricsFrom: ["10.0.0.0/8"] }),
            /standby_frozen_seconds/,
        );
    });

    it("is all that its alerts ask for", () => {
        const script = file("/usr/local/lib/standby/metrics", {}, { metricsFrom: ["10.0.0.0/8"] });
        const told = new Set([...script.matchAll(/\bstandby_\w+/g)].map(([name]) => name));
        const alerts = fs.readFileSync("docs/alerts/active-active.yml", "utf8");
        const asked = [...alerts.matchAll(/expr: (.*)$/gm)].flatMap(([, expr]) => expr.match(/\bstandby_\w+/g) ?? []);
        assert.deepEqual(
            asked.filter((name) => !told.has(name)),
            [],
        );
    });
});

describe("The witness of an active-active pair", () => {
    const bundle = witnessOfPair({
        ...{ pair: "mail", members, serviceName: "mail.example.com", machines: { a: "101", b: undefined } },
        publicKeys: { a: "ssh-ed25519 AAAApeera", b: "ssh-ed25519 AAAApeerb" },
        ...{ token: "canary-token", url: "https://api.linode.com/v4", powerOffSeconds: 25 },
        ...{ linkPort: 2345, sshPort: 22, ownFirewall: true },
    });

    it("gives each key one program for one member", () => {
        assert.equal(
            content(bundle, "/etc/ssh/standby/standby-fence"),
            [
                'restrict,command="/usr/local/lib/standby/witness/arbiter mail a" ssh-ed25519 AAAApeera\n',
                'restrict,command="/usr/local/lib/standby/witness/arbiter mail b" ssh-ed25519 AAAApeerb\n',
            ].join(""),
        );
    });

    it("shows the token to the arbiter's user alone", () => {
        const found = bundle.files?.find(({ path }) => path === "/etc/standby/fence/authorization");
        assert.deepEqual([found?.mode, found?.owner], ["0640", "root:standby-fence"]);
        assert.equal(found?.content, "Authorization: Bearer canary-token\n");
        assert.equal(content(bundle, "/var/lib/standby-fence/mail/members"), "a 101\nb none\n");
    });

    it("certifies the name that users connect to", () => {
        assert.match(
            content(bundle, "/var/lib/standby-witness/mail/members"),
            /^a mx1\.example\.com .* mail\.example\.com$/m,
        );
    });
});
