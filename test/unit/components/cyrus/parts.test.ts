import assert from "node:assert/strict";
import { portsOf } from "../../../../components/cyrus/layout";
import { postfixPart, recipients, verifiedDomains } from "../../../../components/cyrus/postfix";
import { proxyPart } from "../../../../components/cyrus/proxy-part";
import { InstanceTunnels, tunnelConf, tunnelPart, tunnelRules } from "../../../../components/cyrus/tunnel-part";
import { content, paths } from "../../../helpers/pair";
import { crossed, sampleSettings } from "./sample";

const partner = (key: string, number: number) => ({
    ...{ key, hostName: `imap${number}.example.com`, address: `203.0.113.${number}0` },
});
const mail: InstanceTunnels = { instance: "mail", ports: portsOf(0, 2005), partner: partner("b", 2) };
const two: InstanceTunnels = { instance: "two", ports: portsOf(1, 2005), partner: partner("c", 3) };
const plan = { address: "203.0.113.10", endpoint: "dns" as const, tunnels: [mail, two] };

/** Sections of stunnel's configuration by their names; what stands before the first one is under "". */
function sections(text: string): Record<string, string[]> {
    const [head, ...rest] = text.split(/^\[/m);
    const named = rest.map((section) => section.split("]\n"));
    return Object.fromEntries([["", head], ...named].map(([name, lines]) => [name, lines.trim().split("\n")]));
}

describe("The tunnels of a host", () => {
    const found = sections(tunnelConf(plan));

    it("have a far and a near end for each instance, and no more where users do not come through them", () => {
        const ends = ["mail-inner", "mail-inner-at-b", "two-inner", "two-inner-at-c"];
        assert.deepEqual(Object.keys(found).slice(1), ends);
        assert.deepEqual(found["mail-inner"], [
            ...["accept = 203.0.113.10:2005", "connect = 127.0.0.1:12000", "verifyChain = yes", "requireCert = yes"],
            "checkHost = imap2.example.com",
        ]);
        assert.deepEqual(found["two-inner-at-c"], [
            ...["client = yes", "accept = 127.0.0.1:22010", "connect = 203.0.113.30:2009", "verifyChain = yes"],
            ...["checkHost = imap3.example.com", "TIMEOUTconnect = 3"],
        ]);
    });

    it("look at the certificate of the other side at either end, by the partner's name and no other", () => {
        for (const endpoint of ["dns", "proxy"] as const) {
            const ends = Object.entries(sections(tunnelConf({ ...plan, endpoint }))).slice(1);
            for (const [name, lines] of ends) {
                assert.ok(lines.includes("verifyChain = yes"), name);
                const wanted = name.startsWith("mail") ? "imap2" : "imap3";
                assert.deepEqual(
                    lines.filter((line) => line.startsWith("checkHost")),
                    [`checkHost = ${wanted}.example.com`],
                );
                if (!lines.includes("client = yes")) assert.ok(lines.includes("requireCert = yes"), name);
            }
        }
    });

    it("refuse what is revoked, and give up a peer that is gone within seconds", () => {
        const [head] = [found[""]];
        for (const line of ["CAfile = /etc/standby/tls/ca.crt", "CRLfile = /etc/standby/tls/crl.pem"])
            assert.ok(head.includes(line), line);
        for (const which of ["l", "r"])
            for (const option of ["SO_KEEPALIVE=1", "TCP_KEEPIDLE=2", "TCP_KEEPINTVL=1", "TCP_KEEPCNT=4"])
                assert.ok(head.includes(`socket = ${which}:${option}`), option);
    });

    it("carry IMAP, POP and Sieve too where a proxy hands users on", () => {
        const ends = Object.keys(sections(tunnelConf({ ...plan, endpoint: "proxy", tunnels: [mail] }))).slice(1);
        const services = ["inner", "imap", "pop3", "sieve"];
        assert.deepEqual(
            ends,
            services.flatMap((one) => [`mail-${one}`, `mail-${one}-at-b`]),
        );
    });

    it("let each partner in to the instances that it holds itself, and nobody else", () => {
        assert.equal(
            tunnelRules(plan),
            "ip saddr 203.0.113.20 tcp dport { 2005 } accept\nip saddr 203.0.113.30 tcp dport { 2009 } accept\n",
        );
        assert.equal(
            tunnelRules({ ...plan, endpoint: "proxy", tunnels: [mail] }),
            "ip saddr 203.0.113.20 tcp dport { 2005, 2006, 2007, 2008 } accept\n",
        );
    });

    it("go on when their configuration changes", () => {
        const [unit] = tunnelPart(plan).units!;
        assert.deepEqual(unit.reloadOn, ["/etc/standby/cyrus/tunnel.conf"]);
        assert.deepEqual(unit.restartOn, ["/etc/systemd/system/standby-cyrus-tunnel.service"]);
    });
});

describe("The proxy of a host", () => {
    const sieve = [
        { port: 4190, domain: "example.com" },
        { port: 4191, domain: "b.example.com" },
    ];
    const part = proxyPart({ address: "203.0.113.10", sieve, defaultDomain: "example.com" });
    const conf = content(part, "/etc/standby/cyrus/proxy.conf");

    it("listens for users at the host's own address, by TLS or STARTTLS alone", () => {
        const servers = [...conf.matchAll(/server \{ listen (203[^;]*);([^}]*)\}/g)].map(([, at, more]) => [at, more]);
        const ofUsers = servers.slice(0, 4);
        assert.deepEqual(
            ofUsers.map(([at]) => at),
            ["203.0.113.10:143", "203.0.113.10:993 ssl", "203.0.113.10:110", "203.0.113.10:995 ssl"],
        );
        for (const [at, more] of ofUsers) assert.ok(at.endsWith("ssl") || more.includes("starttls only"), at);
    });

    it("is told where the primary is by a look-up on the loopback alone", () => {
        assert.match(conf, /auth_http 127\.0\.0\.1:14999\/where;/);
        assert.match(conf, /listen 127\.0\.0\.1:14999;/);
        for (const map of ["imap", "pop3", "sieve"])
            assert.ok(conf.includes(`/var/lib/standby-cyrus/proxy-${map}.map`));
    });

    it("has a port of Sieve for each instance", () => {
        const ports = [...conf.matchAll(/listen 203\.0\.113\.10:(419\d);/g)].map(([, port]) => port);
        assert.deepEqual(ports, ["4190", "4191"]);
        assert.match(conf, /map \$remote_addr \$domain_4191 \{ default "b\.example\.com"; \}/);
    });

    it("is read by nginx itself before it is put in place, and nginx of the package does not start", () => {
        assert.deepEqual(part.checks, ['sh "$STAGE/usr/local/lib/standby/cyrus/check-proxy" "$STAGE"']);
        assert.ok(paths(part).includes("0755 /usr/local/lib/standby/cyrus/check-proxy"));
        const dropIn = content(part, "/etc/systemd/system/nginx.service.d/standby.conf");
        assert.match(dropIn, /ConditionPathExists=\/etc\/standby\/cyrus\/stock/);
    });
});

describe("Postfix of a host", () => {
    const directory = {
        ...{ engine: "mysql" as const, hosts: ["db"], database: "mail", user: "cyrus", password: "canary-sql" },
        select: "SELECT 1",
    };
    const { instances } = sampleSettings(crossed);
    const asked = sampleSettings({ instances: [{ name: "mail", directory }] }).instances;

    it("takes mail for users that are named, one by one", () => {
        assert.equal(
            recipients(instances),
            "anna@example.com standby\nben@example.com standby\ndora@b.example.com standby\n",
        );
        assert.equal(verifiedDomains(instances), "");
    });

    it("takes a directory's whole domains, and asks the primary for each recipient", () => {
        assert.equal(recipients(asked), "@example.com standby\n");
        assert.equal(verifiedDomains(asked), "example.com reject_unverified_recipient\n");
    });

    it("serves the domains of all instances here and relays for nobody", () => {
        const main = content(postfixPart("imap1.example.com", instances, []), "/etc/postfix/main.cf");
        for (const line of [
            "myhostname = imap1.example.com",
            "virtual_mailbox_domains = example.com, b.example.com",
            "smtpd_relay_restrictions = reject_unauth_destination",
            "transport_maps = hash:/var/lib/standby-cyrus/transport",
            "virtual_transport = lmtp:unix:cyrus/closed",
            "always_add_missing_headers = yes",
        ])
            assert.ok(main.includes(`\n${line}\n`), line);
    });

    it("puts off what another member hands over for a user who is not known here yet", () => {
        const part = postfixPart("imap1.example.com", instances, ["203.0.113.2", "203.0.113.3"]);
        const members = "203.0.113.2/32 defer_if_reject\n203.0.113.3/32 defer_if_reject\n";
        assert.equal(content(part, "/etc/postfix/standby-members"), members);
        const restrictions = /^smtpd_recipient_restrictions = (.*)$/m.exec(content(part, "/etc/postfix/main.cf"))?.[1];
        assert.match(restrictions ?? "", /^check_client_access cidr:\/etc\/postfix\/standby-members, reject_unlisted/);
    });

    it("has no password in its files", () => {
        assert.doesNotMatch(JSON.stringify(postfixPart("imap1.example.com", [...instances, ...asked], [])), /canary/);
    });

    it("asks Postfix itself about the staged files, and the service afterwards", () => {
        const part = postfixPart("imap1.example.com", instances, []);
        assert.deepEqual(part.checks, ['sh "$STAGE/usr/local/lib/standby/check-postfix" "$STAGE"']);
        assert.deepEqual(part.probes, ["timeout 6 /usr/local/lib/standby/greets 127.0.0.1"]);
        assert.ok(paths(part).includes("0755 /usr/local/lib/standby/check-postfix"));
    });
});
