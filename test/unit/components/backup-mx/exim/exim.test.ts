import assert from "node:assert/strict";
import {
    clientStatements,
    contentStatements,
    policyMacros,
    tlsStatements,
} from "../../../../../components/backup-mx/exim/policy";
import { onHost } from "../../../../../components/backup-mx/on-host";
import { backupPlan, primaryPlan } from "../../../../../components/backup-mx/plan";
import { MailPolicy } from "../../../../../components/backup-mx/policy/args";
import { sha256 } from "../../../../../components/ops/file";
import { content, paths } from "../../../../helpers/pair";
import { refuseEach } from "../refusal";
import { sampleArgs, sampleSettings } from "../sample";

const LIST = sha256("the list");
const settings = sampleSettings({
    domains: ["example.com", "lists.example.com"],
    mta: { a: "exim", b: "exim" },
    queueLifetimeDays: 21,
});
const primary = primaryPlan(settings, "203.0.113.20", LIST);
const backup = backupPlan(settings, "203.0.113.10", LIST);
const EXIM = "/etc/exim4";
const policy = (change: Partial<MailPolicy> = {}) => {
    return onHost("backup", { ...settings, policy: { ...settings.policy, ...change } }, "203.0.113.10").policy;
};

describe("Exim on the backup", () => {
    it("is sent to the primary by its address, without a question to DNS", () => {
        assert.equal(
            content(backup, `${EXIM}/hubbed_hosts`),
            "example.com: 203.0.113.10\nlists.example.com: 203.0.113.10\n",
        );
        assert.match(
            content(backup, `${EXIM}/update-exim4.conf.conf`),
            /^dc_relay_domains='example\.com;lists\.example\.com'$/m,
        );
    });

    it("tries mail as long as it is told, not for the 4 days of Debian", () => {
        const rules = content(backup, `${EXIM}/conf.d/retry/20_standby`);
        assert.match(rules, /^example\.com {2}\* {2}F,2h,5m; G,16h,1h,1\.5; F,21d,4h$/m);
        assert.match(rules, /^lists\.example\.com {2}\* {2}/m);
        const main = content(backup, `${EXIM}/conf.d/main/000_standby`);
        assert.match(main, /^MAIN_IGNORE_BOUNCE_ERRORS_AFTER = 1d$/m);
        assert.match(main, /^MAIN_TIMEOUT_FROZEN_AFTER = 21d$/m);
    });

    it("has no mail taken that its disk has no room for", () => {
        assert.match(content(backup, `${EXIM}/conf.d/main/000_standby`), /^check_spool_space = 38400K$/m);
    });

    it("takes orders to flush from the primary alone, and no word of theirs into a command", () => {
        const main = content(backup, `${EXIM}/conf.d/main/000_standby`);
        assert.match(main, /^hostlist standby_partner = 203\.0\.113\.10$/m);
        assert.match(
            main,
            /^smtp_etrn_command = \/usr\/local\/lib\/standby\/flush-domain \$\{lookup\{\$domain\}lsearch\{\/etc\/exim4\/standby_domains\}/m,
        );
    });
});

describe("Exim on the primary", () => {
    it("finds mailboxes by a table: what a sender wrote is no part of a path", () => {
        const router = content(primary, `${EXIM}/conf.d/router/120_standby_mailboxes`);
        assert.match(router, /address_data = \$\{lookup\{\$local_part@\$domain\}dbm\{.*\}\{\$value\}fail\}/);
        const directory = /directory = (.*)/.exec(content(primary, `${EXIM}/conf.d/transport/20_standby_maildir`))?.[1];
        assert.equal(directory, "/var/mail/standby/$address_data");
        assert.deepEqual(primary.users, [{ name: "standby-mail", uid: 5000, home: "/var/mail/standby" }]);
    });

    it("asks the backup for its mail after each start", () => {
        const wants = /^Wants=standby-etrn\.service$/m;
        assert.match(content(primary, "/etc/systemd/system/exim4.service"), wants);
        assert.doesNotMatch(content(backup, "/etc/systemd/system/exim4.service"), wants);
    });

    it("tries what the primary put off as soon as it is asked to, by ETRN and by the operator", () => {
        const program = content(backup, "/usr/local/lib/standby/flush-domain");
        assert.match(program, /^rm -f \/var\/spool\/exim4\/db\/retry\nexec \/usr\/sbin\/exim4 -R "\$1"$/m);
        const words = content(backup, "/usr/local/lib/standby/mail-queue");
        assert.match(words, /systemd-run .* \/usr\/local\/lib\/standby\/flush-domain "@\$1"/);
    });

    it("takes larger mail than the backup", () => {
        assert.match(content(primary, `${EXIM}/conf.d/main/000_standby`), /^MESSAGE_SIZE_LIMIT = 26804224$/m);
        assert.match(content(backup, `${EXIM}/conf.d/main/000_standby`), /^MESSAGE_SIZE_LIMIT = 26214400$/m);
    });
});

for (const [role, bundle] of [
    ["primary", primary],
    ["backup", backup],
] as const) {
    describe(`Exim on the ${role}, as every mail host`, () => {
        it("refuses who does not exist in its own ACL and in Debian's hook", () => {
            const lookup = /dbm\{\/etc\/exim4\/standby_recipients\.db\}\{no\}\{yes\}/;
            assert.match(content(bundle, `${EXIM}/conf.d/acl/10_standby`), lookup);
            assert.match(content(bundle, `${EXIM}/standby_recipient.acl`), lookup);
        });

        it("asks Exim itself before, and is looked after by systemd", () => {
            assert.ok(bundle.checks?.includes('sh "$STAGE/usr/local/lib/standby/check-exim" "$STAGE"'));
            assert.ok(bundle.checks?.includes('sh "$STAGE/usr/local/lib/standby/check-former-mta" exim disk'));
            const exim = bundle.units?.find(({ name }) => name === "exim4.service");
            assert.ok(exim?.reloadOn?.includes(`${EXIM}/conf.d/acl/10_standby`));
            assert.ok(paths(bundle).includes("0755 /usr/local/lib/standby/verbs/report"));
        });

        it("leaves no placeholder unfilled, and no file of Postfix", () => {
            for (const { path, content: text } of bundle.files ?? []) {
                assert.doesNotMatch(text, /\{\{\w+\}\}/, path);
                assert.doesNotMatch(path, /postfix/);
            }
        });
    });
}

describe("the policy, in the words of Exim", () => {
    it("exempts the other host in every question", () => {
        const all = clientStatements(policy({ blocklists: ["zen.spamhaus.org"] }));
        const statements = all.split(/^  (?:deny|defer)\n/m).slice(1);
        assert.equal(statements.length, 3);
        for (const one of statements) assert.ok(one.startsWith("    !hosts = +standby_partner\n"), one);
    });

    it("takes no answer of a blocklist for a listing that says it does not answer", () => {
        const pattern = /match\{\$dnslist_value\}\{\\N(.*)\\N\}/.exec(
            clientStatements(policy({ blocklists: ["zen.spamhaus.org"] })),
        )?.[1];
        const listed = new RegExp(pattern ?? assert.fail("no pattern"));
        for (const value of ["127.0.0.2", "127.0.0.11", "127.0.0.4, 127.0.0.10"]) assert.match(value, listed);
        for (const value of ["127.255.255.254", "127.0.0.1", "10.127.0.0.2"]) assert.doesNotMatch(value, listed);
    });

    it("puts off who greets with a name of the pair first of all, and asks nothing else where nothing is asked", () => {
        const ours = clientStatements(policy({ refuseBadHelo: false }));
        assert.match(
            ours,
            /^ {2}defer\n {4}!hosts = \+standby_partner\n.*mail2\.example\.com\}\}\n.*message = 450 4\.7\.1 [^\n]*\n$/,
        );
        assert.ok(clientStatements(policy({ blocklists: ["zen.spamhaus.org"] })).startsWith(ours));
        assert.equal(contentStatements(policy()) + tlsStatements(policy()), "");
    });

    it("limits lines, demands TLS and offers UTF-8 as it is told", () => {
        assert.match(contentStatements(policy({ lineLengthLimitBytes: 998 })), />\{\$max_received_linelength\}\{998\}/);
        assert.match(tlsStatements(policy({ requireTls: true })), /!encrypted = \*/);
        assert.match(policyMacros(policy()), /^MAIN_SMTPUTF8_ADVERTISE_HOSTS = \*$/m);
        assert.match(policyMacros(policy({ smtpUtf8: false })), /^MAIN_SMTPUTF8_ADVERTISE_HOSTS =$/m);
        assert.match(policyMacros(policy({ tlsMinimum: "TLSv1.3" })), /-VERS-ALL:\+VERS-TLS1\.3$/m);
    });

    it("ends a session at the mistake after those that are allowed", () => {
        const acl = content(backup, `${EXIM}/conf.d/acl/10_standby`);
        assert.match(
            acl,
            / {2}drop\n {4}!hosts = \+standby_partner\n {4}condition = \$\{if >\{\$rcpt_fail_count\}\{ 5 \}\}/,
        );
    });
});

describe("BackupMxPair, what it refuses about mail servers", () => {
    refuseEach([
        {
            refuses: "a mail server that it does not know",
            change: { b: { ...sampleArgs().b, mta: "sendmail" as never } },
            problems: ['b.mta: "sendmail" is not known: "postfix", "exim"'],
        },
        {
            refuses: "a trusted user that would be two",
            change: { trustedUsers: ["www-data", "a : root"] },
            problems: ['trustedUsers[1]: "a : root" is not a name of a user, like "www-data"'],
        },
    ]);
});
