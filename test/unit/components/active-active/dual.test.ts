import assert from "node:assert/strict";
import { ActiveActivePairArgs } from "../../../../components/active-active/args";
import { ownerOf } from "../../../../components/active-active/dual/affinity";
import { MemberPlan, memberPackages, dualPrimaryPackages, memberPlan } from "../../../../components/active-active/plan";
import { content, paths } from "../../../helpers/pair";
import { samplePlan } from "./sample-plan";

const DUAL: Partial<ActiveActivePairArgs> = { mode: "dual-primary" };
const file = (path: string, change: Partial<MemberPlan> = {}) => content(memberPlan(samplePlan(DUAL, change)), path);

describe("An active-active pair of which both members serve", () => {
    it("lets both be primary, and still waits, freezes and discards nothing (P1, P2, P6)", () => {
        const text = file("/etc/drbd.d/mail.res");
        for (const line of [
            ...["protocol C;", "allow-two-primaries yes;", "fencing resource-and-stonith;"],
            ...["after-sb-0pri disconnect;", "after-sb-1pri disconnect;", "after-sb-2pri disconnect;"],
        ]) {
            assert.ok(text.includes(`        ${line}\n`), line);
        }
        assert.equal(file("/etc/drbd.d/mail.res", { member: "b" }), text);
    });

    it("has a cluster of both, by the first label of their names, alike on both", () => {
        const text = file("/etc/ocfs2/cluster.conf");
        assert.equal(
            text,
            `cluster:
\tname = mailpair
\theartbeat_mode = local
\tnode_count = 2

node:
\tname = mx1
\tcluster = mailpair
\tnumber = 0
\tip_address = 10.77.0.1
\tip_port = 7777

node:
\tname = mx2
\tcluster = mailpair
\tnumber = 1
\tip_address = 10.77.0.2
\tip_port = 7777
`,
        );
        assert.equal(file("/etc/ocfs2/cluster.conf", { member: "b" }), text);
    });

    it("has the timers of its cluster from the one set, and keeps Debian's own script off", () => {
        const text = file("/etc/default/o2cb");
        for (const line of [
            ...["O2CB_ENABLED=false", "O2CB_BOOTCLUSTER=mailpair", "O2CB_HEARTBEAT_THRESHOLD=31"],
            ...["O2CB_IDLE_TIMEOUT_MS=57000", "O2CB_KEEPALIVE_DELAY_MS=2000", "O2CB_RECONNECT_DELAY_MS=2000"],
        ]) {
            assert.ok(text.includes(`${line}\n`), line);
        }
        assert.equal(file("/etc/default/o2cb", { member: "b" }), text);
    });

    it("mounts OCFS2 after DRBD and its cluster, and mail after that", () => {
        const mount = file("/etc/systemd/system/srv-mail.mount");
        assert.match(mount, /\nType=ocfs2\n/);
        assert.match(mount, /\nRequires=standby-drbd\.service standby-o2cb\.service\n/);
        const cluster = file("/etc/systemd/system/standby-o2cb.service");
        assert.match(
            cluster,
            /\nAfter=standby-drbd\.service .*\nRequires=standby-drbd\.service\nBefore=srv-mail\.mount\n/,
        );
        assert.doesNotMatch(mount + cluster, /\[Install\]/);
        assert.match(file("/etc/systemd/system/dovecot.service.d/standby.conf"), /\nPartOf=srv-mail\.mount\n/);
    });

    it("serves each user on one member, and has the other one be a proxy to it", () => {
        const table = file("/etc/dovecot/standby-users-shared");
        const own = { a: "10.77.0.1", b: "10.77.0.2" };
        for (const name of ["anna@example.com", "ben@example.com"]) {
            const fields = `::::::proxy_maybe=y host=${own[ownerOf(name)]} starttls=any-cert\n`;
            assert.ok(new RegExp(`^${name}:\\{SSHA512\\}[^:]+${fields}`, "m").test(table), name);
        }
        assert.equal(file("/etc/dovecot/standby-users-shared", { member: "b" }), table);
        assert.doesNotMatch(file("/etc/dovecot/standby-users"), /proxy/);
        const conf = file("/etc/dovecot/dovecot.conf", { member: "b" });
        for (const line of [
            ...["lmtp_proxy = yes", "auth_proxy_self = 10.77.0.2", "login_trusted_networks = 10.77.0.1"],
            ...["mmap_disable = yes", "lock_method = flock", "mail_fsync = always", "    address = 10.77.0.2"],
            "  args = scheme=SSHA512 username_format=%Lu /run/standby-affinity/users",
        ]) {
            assert.ok(conf.includes(`\n${line}\n`), line);
        }
    });

    it("spreads users over both, each by the name alone", () => {
        const owners = Array.from({ length: 1000 }, (_, n) => ownerOf(`user${n}@example.com`));
        const ofA = owners.filter((owner) => owner === "a").length;
        assert.ok(ofA > 400 && ofA < 600, String(ofA));
    });

    it("has a queue of each member on the volume, or each on its own root disk", () => {
        const queue = (change: Partial<ActiveActivePairArgs>, member: string) =>
            /^queue_directory = (.*)$/m.exec(
                content(memberPlan(samplePlan({ ...DUAL, ...change }, { member })), "/etc/postfix/main.cf"),
            )?.[1];
        assert.equal(queue({}, "a"), "/srv/mail/.spool/queue-a");
        assert.equal(queue({}, "b"), "/srv/mail/.spool/queue-b");
        assert.equal(queue({ durability: "local-queue" }, "b"), "/var/spool/postfix");
    });

    it("lets the peer alone to the cluster, LMTP and what it is a proxy for (P16)", () => {
        assert.equal(
            file("/etc/nftables.d/active-active-dual.rules"),
            "ip saddr { 10.77.0.2 } tcp dport { 7777, 24, 110, 143, 4190 } accept\n",
        );
        const own = paths(memberPlan(samplePlan(DUAL, { ownFirewall: false })));
        assert.equal(
            own.some((one) => one.endsWith(".rules")),
            false,
        );
    });

    it("has all of its packages in the first transaction, and nothing of it is in the other mode", () => {
        const { packages = [] } = memberPlan(samplePlan(DUAL));
        const known: readonly string[] = [...memberPackages, ...dualPrimaryPackages];
        assert.deepEqual(
            packages.filter((name) => !known.includes(name)),
            [],
        );
        const passive = memberPlan(samplePlan());
        const text = JSON.stringify(passive.files?.filter(({ path }) => !/role\/peer|fence-peer|grow/.test(path)));
        assert.doesNotMatch(text, /ocfs2|o2cb|proxy_maybe|allow-two-primaries|standby-affinity/);
        assert.equal(passive.packages?.includes("ocfs2-tools"), false);
    });
});
