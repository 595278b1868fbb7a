import assert from "node:assert/strict";
import { backupPlan, packages, primaryPlan, recipientList, tcpPorts } from "../../../../components/backup-mx/plan";
import { withSettings } from "../../../../components/backup-mx/postfix/plan";
import { Bundle } from "../../../../components/ops/bundle";
import { sha256 } from "../../../../components/ops/file";
import { content, paths } from "../../../helpers/pair";
import { sampleSettings } from "./sample";

const LIST = sha256("the list");
const LIBRARY = "/usr/local/lib/standby";
const settings = sampleSettings({ domains: ["example.com", "lists.example.com"] });
const primary = primaryPlan(settings, "203.0.113.20", LIST);
const backup = backupPlan(settings, "203.0.113.10", LIST);

/** main.cf as Postfix reads it. Each parameter stands once: Postfix warns of a second one, and a warning is an error here. */
function mainCf(bundle: Bundle): Record<string, string> {
    const parameters: Record<string, string> = {};
    for (const line of content(bundle, "/etc/postfix/main.cf").split("\n")) {
        if (line === "" || line.startsWith("#")) continue;
        const [, name, value] = /^([a-z0-9_]+) =(?: (\S.*))?$/i.exec(line) ?? assert.fail(`not a parameter: ${line}`);
        assert.equal(name in parameters, false, `${name} is set twice`);
        parameters[name] = value ?? "";
    }
    return parameters;
}

describe("primaryPlan", () => {
    it("makes a mailbox for every recipient and nothing else local", () => {
        const parameters = mainCf(primary);
        assert.equal(parameters.myhostname, "mail.example.com");
        assert.equal(parameters.virtual_mailbox_domains, "example.com, lists.example.com");
        assert.equal(parameters.virtual_mailbox_maps, "hash:/etc/postfix/mailboxes");
        assert.equal(parameters.virtual_mailbox_base, "/var/mail/standby");
        assert.equal(parameters.virtual_uid_maps, "static:5000");
        assert.equal(parameters.virtual_gid_maps, "static:5000");
        assert.equal(parameters.mydestination, "$myhostname, localhost");
        assert.equal("relay_domains" in parameters, false);
        assert.deepEqual(primary.users, [{ name: "standby-mail", uid: 5000, home: "/var/mail/standby" }]);
        assert.deepEqual(primary.folders, [
            { path: "/var/mail/standby", mode: "0700", owner: "standby-mail:standby-mail" },
        ]);
    });

    it("never slows the backup down when it delivers days of mail at once", () => {
        const { smtpd_client_event_limit_exceptions, smtpd_forbid_bare_newline_exclusions } = mainCf(primary);
        assert.equal(smtpd_client_event_limit_exceptions, "$mynetworks, 203.0.113.20");
        assert.equal(smtpd_forbid_bare_newline_exclusions, "$mynetworks, 203.0.113.20");
    });

    it("ships its files, its lookup table and its unit", () => {
        assert.deepEqual(paths(primary), [
            "0644 /etc/standby/mail.conf",
            `0755 ${LIBRARY}/status.d/mail`,
            `0755 ${LIBRARY}/verbs/queue`,
            `0755 ${LIBRARY}/check-former-mta`,
            `0755 ${LIBRARY}/greets`,
            "0644 /etc/systemd/system/standby-etrn.service",
            "0644 /etc/systemd/system/standby-etrn.path",
            `0755 ${LIBRARY}/ask-for-mail`,
            "0644 /etc/postfix/main.cf",
            `0755 ${LIBRARY}/check-postfix`,
            `0644 ${LIBRARY}/mail-queue`,
            "0644 /etc/systemd/system/postfix@-.service.d/standby.conf",
        ]);
        assert.deepEqual(primary.builds, [
            {
                path: "/etc/postfix/mailboxes",
                from: `${LIBRARY}/recipients`,
                command: `awk -F@ '{ print $0 " " $2 "/" $1 "/" }' "$STAGE${LIBRARY}/recipients" > "$STAGE/etc/postfix/mailboxes"`,
            },
            {
                path: "/etc/postfix/mailboxes.db",
                from: `${LIBRARY}/recipients`,
                command: 'postmap "hash:$STAGE/etc/postfix/mailboxes"',
            },
        ]);
        assert.deepEqual(primary.units, [
            { name: "standby-etrn.path", restartOn: ["/etc/systemd/system/standby-etrn.path"] },
            {
                name: "postfix.service",
                process: "postfix@-.service",
                reloadOn: ["/etc/postfix/main.cf", "/etc/standby/tls/member.crt"],
            },
        ]);
    });
});

describe("backupPlan", () => {
    it("relays the domains to the primary's address and refuses recipients that do not exist", () => {
        const parameters = mainCf(backup);
        assert.equal(parameters.myhostname, "mail2.example.com");
        assert.equal(parameters.relay_domains, "example.com, lists.example.com");
        assert.equal(parameters.relay_recipient_maps, "hash:/etc/postfix/relay_recipients");
        assert.equal(parameters.relay_transport, "relay:[203.0.113.10]");
        assert.equal(parameters.mydestination, "$myhostname, localhost");
    });

    it("keeps mail for the days that are asked for and flushes by domain", () => {
        const parameters = mainCf(
            backupPlan(sampleSettings({ queueLifetimeDays: 7, fastFlushRefreshSeconds: 600 }), "203.0.113.10", LIST),
        );
        assert.equal(parameters.maximal_queue_lifetime, "7d");
        assert.equal(parameters.fast_flush_domains, "$relay_domains");
        assert.equal(parameters.fast_flush_refresh_time, "600s");
        assert.equal(mainCf(backup).maximal_queue_lifetime, "30d");
    });

    it("watches for the primary's return", () => {
        const unit = content(backup, "/etc/systemd/system/standby-flush.service");
        assert.equal(
            content(backup, "/etc/standby/mail.conf").replaceAll(/^#.*\n/gm, ""),
            "role=backup\npartner=203.0.113.10\ndomains='example.com lists.example.com'\nqueue_on=disk\n",
        );
        assert.match(unit, /^Restart=always$/m);
        assert.deepEqual(backup.units, [
            {
                name: "postfix.service",
                process: "postfix@-.service",
                reloadOn: ["/etc/postfix/main.cf", "/etc/standby/tls/member.crt"],
            },
            {
                name: "standby-flush.service",
                restartOn: [
                    "/etc/systemd/system/standby-flush.service",
                    `${LIBRARY}/flush-on-return`,
                    `${LIBRARY}/mail-queue`,
                    "/etc/standby/mail.conf",
                ],
            },
        ]);
    });

    it("ships its files and its lookup table", () => {
        assert.deepEqual(paths(backup), [
            "0644 /etc/standby/mail.conf",
            `0755 ${LIBRARY}/status.d/mail`,
            `0755 ${LIBRARY}/verbs/queue`,
            `0755 ${LIBRARY}/check-former-mta`,
            `0755 ${LIBRARY}/greets`,
            "0644 /etc/postfix/main.cf",
            `0755 ${LIBRARY}/check-postfix`,
            `0644 ${LIBRARY}/mail-queue`,
            "0644 /etc/systemd/system/standby-flush.service",
            `0755 ${LIBRARY}/flush-on-return`,
            `0755 ${LIBRARY}/verbs/flush`,
        ]);
        assert.deepEqual(
            backup.builds?.map(({ path }) => path),
            ["/etc/postfix/relay_recipients", "/etc/postfix/relay_recipients.db"],
        );
        assert.deepEqual(backup.users, []);
    });
});

describe("backupPlan, towards a primary that hangs", () => {
    it("gives up one of ours soon, and leaves another one the time that mail servers have", () => {
        const addresses = { "a.unmanaged": "198.51.100.25" };
        const other = backupPlan(sampleSettings({ addresses }), "198.51.100.25", "0".repeat(64));
        assert.equal(mainCf(backup).smtp_data_done_timeout, "120s");
        assert.equal(mainCf(other).smtp_data_done_timeout, "600s");
    });
});

for (const [role, bundle] of [
    ["primaryPlan", primary],
    ["backupPlan", backup],
] as const) {
    describe(`${role}, as every mail host`, () => {
        it("is no open relay", () => {
            const parameters = mainCf(bundle);
            assert.equal(parameters.mynetworks, "127.0.0.0/8 [::1]/128");
            assert.equal(parameters.smtpd_relay_restrictions, "permit_mynetworks, reject_unauth_destination");
            assert.equal(
                parameters.smtpd_recipient_restrictions,
                "permit_mynetworks, reject_unauth_destination, reject_unlisted_recipient",
            );
            const primaryAlone = "check_client_access cidr:{ { 203.0.113.10 permit } }, ";
            const who = role === "backupPlan" ? primaryAlone : "";
            assert.equal(parameters.smtpd_etrn_restrictions, `permit_mynetworks, ${who}reject`);
            // Below 2 an empty relay_restrictions and relay_domains = $mydestination would come back.
            assert.equal(parameters.compatibility_level, "3.6");
            const [relay, recipient] = [parameters.smtpd_relay_restrictions, parameters.smtpd_recipient_restrictions];
            assert.doesNotMatch(`${relay} ${recipient}`, /\bpermit\b|permit_(?!mynetworks)|check_\w+_access/);
            assert.doesNotMatch(Object.values(parameters).join(" "), /0\.0\.0\.0\/0/);
        });

        it("speaks TLS where the other side can", () => {
            const parameters = mainCf(bundle);
            assert.equal(parameters.smtpd_tls_security_level, "may");
            assert.equal(parameters.smtp_tls_security_level, "may");
        });

        it("asks Postfix itself before and after a change", () => {
            assert.equal(bundle.phase, "service");
            assert.deepEqual(bundle.packages, ["postfix"]);
            assert.deepEqual(bundle.checks, [
                `sh "$STAGE${LIBRARY}/check-former-mta" postfix disk`,
                `sh "$STAGE${LIBRARY}/check-postfix" "$STAGE"`,
            ]);
            assert.deepEqual(bundle.probes, ["timeout 6 /usr/local/lib/standby/greets 127.0.0.1"]);
        });

        it("takes the recipient list by its digest, readable by root alone", () => {
            assert.deepEqual(bundle.data, [{ sha256: LIST, path: `${LIBRARY}/recipients`, mode: "0640" }]);
        });

        it("leaves no placeholder unfilled", () => {
            for (const file of bundle.files ?? []) assert.doesNotMatch(file.content, /\{\{/, file.path);
        });

        it("lets the size limit and more settings through, each parameter once", () => {
            const change = {
                messageSizeLimitBytes: 65536,
                postfixSettings: { smtpd_timeout: "60s", delay_warning_time: "4h", biff: "yes" },
            };
            const plan = role === "primaryPlan" ? primaryPlan : backupPlan;
            const parameters = mainCf(plan(sampleSettings(change), "203.0.113.99", LIST));
            assert.equal(parameters.message_size_limit, role === "primaryPlan" ? "132383" : "65536");
            assert.equal(parameters.smtpd_timeout, "60s");
            assert.equal(parameters.delay_warning_time, "4h");
            assert.equal(parameters.biff, "yes");
        });
    });
}

describe("recipientList", () => {
    it("is sorted, without doubles, one address a line", () => {
        const given = ["ben@example.com", "anna@example.com", "ben@example.com"];
        assert.equal(recipientList(given), "anna@example.com\nben@example.com\n");
    });

    it("is the same for every order, so that a new order sends nothing", () => {
        const given = ["c@example.com", "a@example.com", "B@example.com"];
        assert.equal(recipientList(given), recipientList([...given].reverse()));
    });

    it("holds one spelling of an address, since lookup tables do not tell case apart", () => {
        assert.equal(recipientList(["Anna@example.com", "anna@example.com"]), "anna@example.com\n");
    });
});

describe("withSettings", () => {
    const stock = "# a comment\nbiff = no\nsmtpd_helo_required = yes\n\n";

    it("leaves main.cf as it is for no settings", () => assert.equal(withSettings(stock, {}), stock.trimEnd() + "\n"));

    it("puts a setting in the place of the line that sets it already, since Postfix takes a second one amiss", () => {
        assert.equal(withSettings("a = 1\nab = 2\n", { a: "$x, y" }), "a = $x, y\nab = 2\n");
    });

    it("adds the others at the end, sorted: their order is no change", () => {
        assert.equal(withSettings("a = 1\n", { c: "3", b: "2" }), "a = 1\nb = 2\nc = 3\n");
    });
});

describe("the pair on the network", () => {
    it("serves SMTP alone", () => assert.deepEqual([...tcpPorts], [25]));

    it("needs few packages, whatever the mail server", () => {
        assert.deepEqual(packages("postfix"), ["postfix"]);
        assert.deepEqual(packages("exim"), ["exim4-daemon-heavy"]);
    });
});
