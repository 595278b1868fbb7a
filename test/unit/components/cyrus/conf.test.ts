import assert from "node:assert/strict";
import { primaryCyrus, standbyCyrus } from "../../../../components/cyrus/cyrus-conf";
import { primaryImapd, standbyImapd } from "../../../../components/cyrus/imapd-conf";
import { sampleConf } from "./sample";

/** What both roles of an instance have, for the sample. */
const COMMON = `servername: imap.example.com
configdirectory: /var/lib/cyrus-mail
defaultpartition: default
partition-default: /srv/cyrus/mail/default
sievedir: /var/lib/cyrus-mail/sieve
lmtpsocket: /var/spool/postfix/cyrus/mail/lmtp
idlesocket: /run/cyrus-mail/idle
proc_path: /run/cyrus-mail/proc
mboxname_lockpath: /run/cyrus-mail/lock
inner_admins: standby_admin standby_repl_1 standby_repl_2
inner_allowplaintext: yes
innerlink_admins: standby_admin standby_repl_1 standby_repl_2
innerlink_allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: /etc/standby/cyrus/mail/sasldb2
sasl_mech_list: PLAIN LOGIN
allowplaintext: no
autocreate_quota: 0
autocreate_post: 1
virtdomains: userid
defaultdomain: example.com
unixhierarchysep: yes
altnamespace: yes
username_tolower: yes
lmtp_downcase_rcpt: yes
conversations: 1
conversations_db: twoskip
delete_mode: delayed
expunge_mode: delayed
duplicatesuppression: 1
sieve_extensions: fileinto reject vacation imap4flags notify include envelope body relational regex subaddress copy
tls_server_cert: /etc/standby/tls/member.crt
tls_server_key: /etc/standby/tls/member.key
tls_versions: tls1_2 tls1_3
syslog_prefix: cyrus-mail
sync_timeout: 30
`;
const SENDING = `sync_log: 1
sync_host: 127.0.0.1
sync_port: 22000
sync_authname: standby_repl_1
sync_password: pw1
sync_realm: imap.example.com
sync_repeat_interval: 1s
sync_reconnect_maxwait: 20s
sync_shutdown_file: /var/lib/cyrus-mail/sync-shutdown
`;
const EVENTS = `EVENTS {
    checkpoint   cmd="/usr/lib/cyrus/bin/ctl_cyrusdb -C /etc/imapd_mail.conf -c" period=30
    delprune     cmd="/usr/lib/cyrus/bin/cyr_expire -C /etc/imapd_mail.conf -E 3 -X 60 -D 60" at=0100
    tlsprune     cmd="/usr/lib/cyrus/bin/tls_prune -C /etc/imapd_mail.conf" at=0430
    squatter     cmd="/usr/lib/cyrus/bin/squatter -C /etc/imapd_mail.conf -i" at=2200
}
`;
const PRIMARY = `# standby: instance mail where it is the primary
START {
    recover      cmd="/usr/lib/cyrus/bin/ctl_cyrusdb -C /etc/imapd_mail.conf -r"
    idled        cmd="/usr/lib/cyrus/bin/idled -C /etc/imapd_mail.conf"
}
SERVICES {
    inner        cmd="/usr/lib/cyrus/bin/imapd -C /etc/imapd_mail.conf -U 50" listen="127.0.0.1:12000" prefork=1 maxfds=1024
    imap         cmd="/usr/lib/cyrus/bin/imapd -C /etc/imapd_mail.conf -U 50" listen="203.0.113.10:143" prefork=1 maxfds=1024
    pop3         cmd="/usr/lib/cyrus/bin/pop3d -C /etc/imapd_mail.conf -U 50" listen="203.0.113.10:110" prefork=1 maxfds=1024
    sieve        cmd="/usr/lib/cyrus/bin/timsieved -C /etc/imapd_mail.conf" listen="203.0.113.10:4190" prefork=0 maxfds=1024
    imaps        cmd="/usr/lib/cyrus/bin/imapd -C /etc/imapd_mail.conf -s -U 50" listen="203.0.113.10:993" prefork=1 maxfds=1024
    pop3s        cmd="/usr/lib/cyrus/bin/pop3d -C /etc/imapd_mail.conf -s -U 50" listen="203.0.113.10:995" prefork=1 maxfds=1024
    lmtpunix     cmd="/usr/lib/cyrus/bin/lmtpd -C /etc/imapd_mail.conf -U 5" listen="/var/spool/postfix/cyrus/mail/lmtp" prefork=1 maxfds=1024
}
${EVENTS}`;
const STANDBY = `# standby: instance mail where it is a standby
START {
    recover      cmd="/usr/lib/cyrus/bin/ctl_cyrusdb -C /etc/imapd_mail.conf -r"
}
SERVICES {
    inner        cmd="/usr/lib/cyrus/bin/imapd -C /etc/imapd_mail.conf -U 50" listen="127.0.0.1:12000" prefork=1 maxfds=1024
}
${EVENTS}`;

/** Settings of imapd.conf by their names; each stands once. */
function options(text: string): Map<string, string> {
    const found = new Map<string, string>();
    for (const line of text.split("\n").filter((one) => /^[^#]/.test(one))) {
        const [, name, value] = /^([a-z0-9_-]+): (.*)$/.exec(line)!;
        assert.equal(found.has(name), false, `${name} is set twice`);
        found.set(name, value);
    }
    return found;
}

const storage = {
    ...{ partitions: ["default", "more"], metaFolder: "/srv/fast", archiveFolder: "/srv/large", archiveAfterDays: 30 },
};

describe("imapd.conf of an instance", () => {
    it("is this where it is the primary", () => {
        assert.equal(
            primaryImapd(sampleConf()),
            `# standby: instance mail where it is the primary\n${COMMON}${SENDING}`,
        );
    });

    it("is this where it is a standby: it sends nothing, and knows no password of replication", () => {
        assert.equal(
            standbyImapd(sampleConf()),
            `# standby: instance mail where it is a standby\n${COMMON}sync_log: 0\n`,
        );
    });

    for (const [what, change] of Object.entries({
        "one partition": {},
        "meta and archive partitions": storage,
        rightnow: { durability: "rightnow" as const },
        "settings of the user": { imapdSettings: { maxmessagesize: "1000", maxlogins_per_user: "20" } },
    })) {
        it(`is alike in both roles in all but what is sent, with ${what}`, () => {
            const [primary, standby] = [primaryImapd, standbyImapd].map((make) => options(make(sampleConf(change))));
            const differ = [...new Set([...primary.keys(), ...standby.keys()])].filter(
                (name) => primary.get(name) !== standby.get(name),
            );
            assert.ok(differ.length > 0);
            for (const name of differ) assert.match(name, /^sync_(?!timeout)/);
            assert.ok(standby.has("sync_timeout"));
        });
    }

    it("makes nobody an administrator by a port that users reach", () => {
        for (const proxied of [false, true]) {
            const found = options(primaryImapd(sampleConf({}, { proxied })));
            const admins = [...found.keys()].filter((name) => name.endsWith("admins"));
            assert.deepEqual(admins, ["inner_admins", "innerlink_admins"]);
            assert.deepEqual([found.get("allowplaintext"), found.get("proxyservers")], ["no", undefined]);
            const plain = [...found.keys()].filter((name) => name.endsWith("_allowplaintext"));
            const behind = proxied ? ["imap", "pop3", "sieve"].map((one) => `${one}_allowplaintext`) : [];
            assert.deepEqual(plain, ["inner_allowplaintext", "innerlink_allowplaintext", ...behind]);
        }
    });

    it("lets a delivery wait for the standby with rightnow, for 10 s at most", () => {
        const found = options(primaryImapd(sampleConf({ durability: "rightnow" })));
        assert.deepEqual([found.get("sync_rightnow_channel"), found.get("sync_timeout")], ['""', "10"]);
        assert.equal(options(primaryImapd(sampleConf())).has("sync_rightnow_channel"), false);
        assert.equal(options(standbyImapd(sampleConf({ durability: "rightnow" }))).has("sync_rightnow_channel"), false);
    });

    it("has a meta and an archive partition for each partition, below the instance's own folders", () => {
        const found = options(primaryImapd(sampleConf(storage)));
        const partitions = [...found].filter(([name]) => name.includes("partition-"));
        assert.deepEqual(Object.fromEntries(partitions), {
            "partition-default": "/srv/cyrus/mail/default",
            "partition-more": "/srv/cyrus/mail/more",
            "metapartition-default": "/srv/fast/mail/default",
            "metapartition-more": "/srv/fast/mail/more",
            "archivepartition-default": "/srv/large/mail/default",
            "archivepartition-more": "/srv/large/mail/more",
        });
        assert.deepEqual([found.get("archive_enabled"), found.get("archive_after")], ["1", "30d"]);
    });

    it("asks a directory after the logins of the pair itself, and makes a mailbox for whoever that lets in", () => {
        const directory = {
            ...{ engine: "pgsql" as const, hosts: ["db1", "db2:5433"], database: "mail", user: "cyrus" },
            ...{ password: "canary-sql", select: "SELECT 1" },
        };
        const found = options(primaryImapd(sampleConf({ users: undefined, directory })));
        assert.equal(found.get("sasl_auxprop_plugin"), "sasldb sql");
        assert.equal(found.get("sasl_sql_hostnames"), "db1, db2:5433");
        assert.equal(found.get("autocreate_quota"), "0");
        assert.equal(found.has("autocreate_post"), false, "mail for whoever is asked for would make a mailbox");
        assert.equal(options(primaryImapd(sampleConf())).get("autocreate_post"), "1");
    });

    it("has a setting of the user in the place of the usual one: Cyrus does not start with two", () => {
        const imapdSettings = { sieve_extensions: "fileinto", duplicatesuppression: "0", maxmessagesize: "1000" };
        const found = options(standbyImapd(sampleConf({ imapdSettings })));
        for (const [name, value] of Object.entries(imapdSettings)) assert.equal(found.get(name), value);
    });

    it("sends to the standby's own address inside of WireGuard, and listens there too", () => {
        const conf = sampleConf({}, { standby: { host: "10.77.0.2", port: 12000 }, innerAddress: "10.77.0.1" });
        const found = options(primaryImapd(conf));
        assert.deepEqual([found.get("sync_host"), found.get("sync_port")], ["10.77.0.2", "12000"]);
        for (const text of [primaryCyrus(conf), standbyCyrus(conf)]) {
            assert.match(text, /^ {4}inner .* listen="127\.0\.0\.1:12000"/m);
            assert.match(text, /^ {4}innerlink .* listen="10\.77\.0\.1:12000"/m);
        }
    });
});

describe("cyrus.conf of an instance", () => {
    it("serves users and mail where it is the primary", () => assert.equal(primaryCyrus(sampleConf()), PRIMARY));

    it("serves nobody but the primary and our own tools where it is a standby", () => {
        assert.equal(standbyCyrus(sampleConf()), STANDBY);
    });

    it("listens on the loopback alone behind a proxy, without TLS of its own", () => {
        const text = primaryCyrus(sampleConf({}, { address: "127.0.0.1", proxied: true }));
        const listening = [...text.matchAll(/listen="([^"]+)"/g)].map(([, at]) => at);
        assert.deepEqual(listening, [
            ...["127.0.0.1:12000", "127.0.0.1:12001", "127.0.0.1:12002", "127.0.0.1:12003"],
            "/var/spool/postfix/cyrus/mail/lmtp",
        ]);
    });

    it("archives at night in both roles, where there is an archive", () => {
        for (const make of [primaryCyrus, standbyCyrus]) {
            assert.match(make(sampleConf(storage)), /cyr_expire -C \/etc\/imapd_mail\.conf -A 30d" at=0200/);
            assert.doesNotMatch(make(sampleConf()), /archive/);
        }
    });

    it("says in each line which instance is meant", () => {
        for (const text of [primaryCyrus(sampleConf()), standbyCyrus(sampleConf(storage))])
            for (const [, command] of text.matchAll(/cmd="([^"]+)"/g))
                assert.match(command, / -C \/etc\/imapd_mail\.conf/);
    });
});
