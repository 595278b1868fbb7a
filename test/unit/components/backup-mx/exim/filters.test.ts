import assert from "node:assert/strict";
import { filterPackages, filterParts } from "../../../../../components/backup-mx/filters";
import { backupPlan, primaryPlan } from "../../../../../components/backup-mx/plan";
import { MailPolicyArgs } from "../../../../../components/backup-mx/policy/args";
import { plainSettings } from "../../../../../components/backup-mx/settings";
import { joined } from "../../../../../components/ops/bundle";
import { sha256 } from "../../../../../components/ops/file";
import { content, paths } from "../../../../helpers/pair";
import { sampleArgs } from "../sample";

const LARGE = { region: "de-fra-2", type: "g6-standard-1" };
const PAIR = ["203.0.113.10", "203.0.113.20"] as const;
const LIST = sha256("the list");
const EXIM = "/etc/exim4";
const BOTH = { spamFilter: {}, virusScan: {} };

/** A pair with Exim on both hosts. */
function settings(policy: MailPolicyArgs, change: object = {}) {
    const [a, b] = ["mail", "mail2"].map((name) => ({
        ...{ hostName: `${name}.example.com`, linode: LARGE, mta: "exim" as const },
    }));
    return plainSettings(sampleArgs({ a, b, policy, ...change }))!;
}

const primary = (policy: MailPolicyArgs, change = {}) => primaryPlan(settings(policy, change), PAIR[1], LIST);
const backup = (policy: MailPolicyArgs, change = {}) => backupPlan(settings(policy, change), PAIR[0], LIST);
const filters = (policy: MailPolicyArgs, change = {}) =>
    joined("service", ...filterParts("a", settings(policy, change), PAIR));
const main = (bundle: ReturnType<typeof primary>) => content(bundle, `${EXIM}/conf.d/main/000_standby`);
const acl = (bundle: ReturnType<typeof primary>, name: string) => content(bundle, `${EXIM}/conf.d/acl/${name}`);
/** The statements of an ACL: each a verb with its conditions. */
const statements = (text: string) => text.split(/^ {2}(?=[a-z])/m).slice(1);

describe("the filters of a policy, with Exim", () => {
    it("are none by themselves", () => {
        const bundle = primary({});
        assert.doesNotMatch(main(bundle), /av_scanner|spamd_address|DKIM_DOMAIN/);
        assert.doesNotMatch(acl(bundle, "10_standby"), /acl_standby_(virus|spam)/);
        assert.doesNotMatch(paths(bundle).join("\n"), /1[12]_standby|standby-dkim/);
    });

    for (const [role, plan] of Object.entries({ primary, backup })) {
        it(`are asked by the ${role} about everybody's mail but that of the other host, for viruses first`, () => {
            const bundle = plan(BOTH);
            assert.match(
                acl(bundle, "10_standby"),
                /^acl_standby_data:\n {2}require\n {4}acl = acl_standby_virus\n {2}require\n {4}acl = acl_standby_spam\n {2}require\n/m,
            );
            for (const file of ["11_standby_virus", "12_standby_spam"]) {
                const [first] = statements(acl(bundle, file));
                assert.match(first, /^accept\n {4}hosts = \+standby_partner\n/, file);
            }
        });
    }

    it("get the mail handed over, and are read no file of the queue", () => {
        assert.match(main(primary(BOTH)), /^av_scanner = clamd:127\.0\.0\.1 3310$/m);
        assert.match(main(primary(BOTH)), /^spamd_address = 127\.0\.0\.1 11333 variant=rspamd$/m);
        assert.match(content(filters(BOTH), "/etc/clamav/clamd.conf"), /^TCPSocket 3310\nTCPAddr 127\.0\.0\.1\n/m);
        const socket = content(filters(BOTH), "/etc/systemd/system/clamav-daemon.socket");
        assert.match(socket, /^ListenStream=127\.0\.0\.1:3310$/m);
    });

    it("refuse what is infected, what is spam, and put off who is suspicious, as Postfix does", () => {
        const [, infected] = statements(acl(primary(BOTH), "11_standby_virus"));
        assert.match(infected, /^deny\n {4}malware = \*\n {4}message = 550 5\.7\.1 virus found: \$malware_name\n/);
        const [, name, spam, suspicious, ...marks] = statements(acl(primary(BOTH), "12_standby_spam"));
        // Without it rspamd would take every client for one without a name, and each mail for more like spam than Postfix's.
        assert.match(name, /^warn\n {4}set \w+ = \$sender_host_name\n/);
        assert.match(spam, /^deny\n[^]*\{\$spam_action\}\{reject\}\}\n {4}message = 554 5\.7\.1 /);
        assert.match(suspicious, /^defer\n[^]*\{soft reject\}\}\n {4}message = 451 4\.7\.1 .*\{Try again later\}/);
        assert.match(marks.at(-2) ?? "", /^warn\n[^]*\{add header\}\}\n {4}add_header = :at_start:X-Spam: Yes\n/);
    });

    it("put the lines of Postfix's filter on top of a mail, and take those of strangers away", () => {
        const text = acl(primary(BOTH), "12_standby_spam");
        assert.match(text, /remove_header = Authentication-Results : X-Spam-Level\n/);
        assert.match(text, /\n {4}remove_header = X-Spam\n/);
        // What a name decodes to may look like an address.
        assert.doesNotMatch(text + main(primary(BOTH, { identity: { dkimGeneration: 1 } })), /\$h_from:/);
        assert.match(text, /add_header = :at_start:Authentication-Results: \$primary_hostname; /);
        // An empty key would be an error, and put all mail off.
        const keys = [...text.matchAll(/\$\{extract\{\$(\w+)\}/g)];
        assert.equal(keys.length, 3);
        for (const [, key] of keys) {
            assert.match(text, new RegExp(`set ${key} = .*\\{NA\\}\\}+\\n`), key);
        }
    });

    it("keep mail waiting while they are down, or let it by, as the policy says", () => {
        const asked = (policy: MailPolicyArgs) =>
            ["11_standby_virus", "12_standby_spam"].map(
                (file) => /(?:malware|spam) = (.*)/.exec(acl(primary(policy), file))?.[1],
            );
        assert.deepEqual(asked(BOTH), ["*", "nobody:true"]);
        assert.deepEqual(asked({ ...BOTH, filterFailure: "accept" }), ["*/defer_ok", "nobody:true/defer_ok"]);
    });

    it("never take what rspamd said of one mail for what it says of the next", () => {
        // Only the statement that asks may read Exim's own variables, and it does so after it has asked.
        const [, , asks, ...rest] = statements(acl(primary(BOTH), "12_standby_spam"));
        for (const one of rest.filter((text) => /\$spam_/.test(text))) {
            assert.doesNotMatch(one, /\$spam_action/);
            const guard = one.indexOf("condition = ${if def:acl_m_standby_action}");
            assert.ok(guard >= 0 && guard < one.indexOf("$spam_"), one);
        }
        assert.ok(asks.indexOf("spam = ") < asks.indexOf("set acl_m_standby_action = $spam_action"));
    });

    it("listen where Exim asks, and nowhere else", () => {
        const override = (name: string) => content(filters(BOTH), `/etc/rspamd/override.d/${name}`);
        assert.match(override("worker-normal.inc"), /^bind_socket = "127\.0\.0\.1:11333";$/m);
        assert.match(override("worker-proxy.inc"), /^enabled = false;$/m);
        // Longer than a resolver that is dead keeps it waiting, and shorter than Exim waits: 120 seconds.
        assert.match(override("worker-normal.inc"), /^task_timeout = 60s;$/m);
        assert.match(content(filters(BOTH), "/etc/systemd/system/rspamd.service.d/standby.conf"), /await-port 11333$/m);
        assert.deepEqual(
            filters(BOTH).probes?.map((probe) => /\d+(?='$)/.exec(probe)?.[0]),
            ["11333"],
        );
    });

    it("have room for the copy that is looked at, and leave none behind", () => {
        const room = (policy: MailPolicyArgs) =>
            Number(/^check_spool_space = (\d+)K$/m.exec(main(primary(policy)))?.[1]);
        assert.ok(room(BOTH) > 1.6 * room({}), `${room(BOTH)}, ${room({})}`);
        const dropIn = "/etc/systemd/system/exim4.service.d/standby-scan.conf";
        assert.match(
            content(backup({ virusScan: {} }), dropIn),
            /^ExecStartPre=-.* \/var\/spool\/exim4\/scan .*-delete$/m,
        );
        assert.ok(!paths(backup({})).includes(dropIn));
    });

    it("need no milter", () => {
        assert.doesNotMatch(JSON.stringify(filters(BOTH).files?.map(({ path }) => path)), /milter\.|clamav-milter/);
        assert.equal(filterPackages("exim", BOTH).includes("clamav-milter"), false);
        assert.equal(filterPackages("postfix", BOTH).includes("clamav-milter"), true);
        const units = filters(BOTH).units?.map(({ name }) => name);
        assert.deepEqual(units, [
            ...["redis-server.service", "rspamd.service"],
            ...["clamav-freshclam.service", "clamav-daemon.socket", "clamav-daemon.service"],
        ]);
    });
});

describe("signatures of a host with Exim", () => {
    const identity = { dkimGeneration: 2 };

    it("are made by Exim, by the newest key and the one before it, for what the host itself sends", () => {
        for (const [member, bundle] of Object.entries({
            a: primary({ spamFilter: {} }, { identity }),
            b: backup({ spamFilter: {} }, { identity }),
        })) {
            const macros = main(bundle);
            assert.match(macros, new RegExp(`^DKIM_SELECTOR = standby-${member}2 : standby-${member}1$`, "m"));
            assert.match(macros, /^DKIM_PRIVATE_KEY = \/etc\/standby\/dkim\/\$dkim_selector\.key$/m);
            const domain = /^DKIM_DOMAIN = (.*)$/m.exec(macros)?.[1] ?? "";
            // Of mail that the backup hands on there is a client's address.
            assert.match(
                domain,
                /^\$\{if or\{ \{!def:sender_host_address\} \{match_ip\{[^}]*\}\{127\.0\.0\.0\/8\}\} \}/,
            );
            assert.match(domain, /lsearch\{\/etc\/exim4\/standby_domains\}/);
        }
    });

    it("are by keys that Exim alone may read, before it starts and before it is told to read on", () => {
        const path = "/etc/systemd/system/exim4.service.d/standby-dkim.conf";
        const bundle = backup({ spamFilter: {} }, { identity });
        const made = /dkim --readable-by Debian-exim standby-b2 standby-b1 >\/dev\/null'$/;
        const lines = content(bundle, path).split("\n");
        assert.match(lines.find((line) => line.startsWith("ExecStartPre=")) ?? "", made);
        const reload = lines.filter((line) => line.startsWith("ExecReload="));
        assert.equal(reload[0], "ExecReload=");
        assert.match(reload[1], made);
        const exim = bundle.units?.find(({ name }) => name === "exim4.service");
        assert.ok(exim?.reloadOn?.includes(path));
        const rspamd = content(filters({ spamFilter: {} }, { identity }), "/etc/rspamd/override.d/dkim_signing.conf");
        assert.match(rspamd, /^enabled = false;$/m);
    });

    it("are none without keys, or without the filter that Postfix signs by", () => {
        assert.doesNotMatch(main(backup({ spamFilter: {} })), /DKIM_DOMAIN/);
        assert.doesNotMatch(main(backup({}, { identity })), /DKIM_DOMAIN/);
    });
});
