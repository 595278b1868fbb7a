import assert from "node:assert/strict";
import { defaultDomainOf, heartbeatOf } from "../../../../../components/cyrus/murder/backend";
import { frontLogins, frontPlan, mupdatePlan } from "../../../../../components/cyrus/murder/plan";
import { memberPlan } from "../../../../../components/cyrus/plan";
import { content } from "../../../../helpers/pair";
import { frontends, members, mupdate, samplePlan, sampleSettings, users } from "./sample";

const settings = sampleSettings();
const role = (key: string) => ({
    privateKey: `key ${key}\n`,
    publicKeys: { a: "ssh-ed25519 AAAAa", b: "ssh-ed25519 AAAAb" },
});
const ofMember = memberPlan({
    ...{
        pair: "imap",
        settings,
        member: "a",
        privateKey: "key\n",
        sshPort: 22,
        ownFirewall: true,
        clientsFrom: ["0.0.0.0/0"],
        metricsFrom: [],
    },
    members: members.map((one) => ({
        ...{ ...one, promotable: true, hostKey: "ssh-ed25519 AAAAh", peerKey: "ssh-ed25519 AAAAp" },
    })),
    witness: { address: "203.0.113.40", hostKey: "ssh-ed25519 AAAAwitness" },
    keys: { mail: role("mail"), two: role("two") },
    users: [{ name: "standby_repl_1", password: "repl-pw1" }],
    adminPassword: "admin-pw",
    murder: { users, mupdate, frontends, tunnelPort: 4005 },
});
const ofFront = frontPlan(samplePlan(frontends[0]));
const ofMupdate = mupdatePlan(samplePlan(mupdate));
/** The sections of an stunnel's configuration by their names. */
const sections = (text: string) =>
    Object.fromEntries(text.split(/^(?=\[)/m).map((part) => [/^\[(.*)\]/.exec(part)?.[1] ?? "", part]));

describe("the plan of a member behind a Murder", () => {
    const own = (file: string) => content(ofMember, `/etc/standby/cyrus/mail/${file}`);

    it("tells mupdate what it has as primary, and never as standby", () => {
        assert.match(own("primary-imapd.conf"), /^mupdate_server: 127\.0\.0\.1$/m);
        assert.match(own("primary-cyrus.conf"), /cmd="\/usr\/local\/lib\/standby\/cyrus\/push mail start"/);
        for (const file of ["standby-imapd.conf", "standby-cyrus.conf"]) {
            assert.doesNotMatch(own(file), /mupdate|push|front/);
        }
    });

    it("lets frontends speak for users on their own ports alone", () => {
        const conf = own("primary-imapd.conf");
        assert.match(conf, /^proxyservers: standby_none$/m);
        assert.match(conf, /^frontimap_proxyservers: standby_front_1 standby_front_2$/m);
        const services = own("primary-cyrus.conf");
        assert.match(services, /frontlmtp +cmd=.* listen="127\.0\.0\.1:12008"/);
        assert.doesNotMatch(services, /:143|:993/);
    });

    it("takes frontends alone, with certificates of the pair", () => {
        const { "mail-imap": imap } = sections(own("backend.conf"));
        assert.match(
            imap,
            /^accept = 203\.0\.113\.1:4005\nconnect = 127\.0\.0\.1:12005\nverifyChain = yes\nrequireCert = yes$/m,
        );
        assert.match(imap, /checkHost = front1\.example\.com\ncheckHost = front2\.example\.com/);
        const rules = content(ofMember, "/etc/nftables.d/cyrus-murder.rules");
        assert.equal(
            rules,
            "ip saddr { 203.0.113.11, 203.0.113.12 } tcp dport { 4005, 4006, 4007, 4008, 4009, 4010, 4011, 4012 } accept\n",
        );
        assert.doesNotMatch(content(ofMember, "/etc/nftables.d/cyrus.rules"), /993/);
    });

    it("gives all instances one default domain, and each heartbeat a name of its own", () => {
        const [mail, two] = settings.instances;
        assert.equal(defaultDomainOf(settings, two), "example.com");
        assert.equal(heartbeatOf(settings, mail), "user/standby");
        assert.equal(heartbeatOf(settings, two), "user/standby@two.example.com");
        assert.match(content(ofMember, "/etc/standby/cyrus/two/primary-imapd.conf"), /^defaultdomain: example\.com$/m);
        assert.equal(content(ofMember, "/etc/standby/cyrus/two/mailboxes"), "ben@two.example.com 0\n");
    });
});

describe("the plan of a frontend", () => {
    it("leads each instance's name to its primary, the declared one first", () => {
        const hosts = content(ofFront, "/etc/standby/cyrus/hosts");
        assert.match(hosts, /^127\.77\.0\.10 imap\.example\.com\n127\.77\.0\.11 two\.example\.com$/m);
        const { "two-imap": two } = sections(content(ofFront, "/etc/standby/cyrus/murder.conf"));
        assert.match(
            two,
            /^accept = 127\.77\.0\.11:10143\nconnect = 203\.0\.113\.2:4009\nconnect = 203\.0\.113\.1:4009$/m,
        );
        assert.match(two, /^failover = prio\nverifyChain = yes\ncheckHost = imap2\.example\.com$/m);
    });

    it("never has mailboxes of its own", () => {
        const conf = content(ofFront, "/etc/standby/cyrus/front/imapd.conf");
        assert.match(conf, /^autocreate_users: standby_nobody$/m);
        assert.doesNotMatch(conf, /^proxyservers/m);
    });

    it("knows everybody's password, by the realm that Cyrus asks for", () => {
        assert.equal(
            frontLogins(settings, "front1.example.com"),
            "front1.example.com anna canary-anna\ntwo.example.com ben canary-ben\n",
        );
    });

    it("shares the address with the others in its VLAN", () => {
        const conf = content(ofFront, "/etc/keepalived/keepalived.conf");
        assert.match(conf, /nopreempt\n +interface eth1\n +virtual_router_id 77\n +priority 200\n/);
        assert.match(content(frontPlan(samplePlan(frontends[1])), "/etc/keepalived/keepalived.conf"), /priority 199\n/);
        assert.match(
            content(ofFront, "/etc/nftables.d/cyrus-front.rules"),
            /^iifname "eth1" ip saddr 10\.77\.0\.0\/24 ip protocol vrrp accept\nip saddr \{ 10\.0\.0\.0\/8 \} tcp dport/,
        );
    });
});

describe("the plan of mupdate's host", () => {
    it("lets members in at once, and frontends once the list is complete", () => {
        assert.match(content(ofMupdate, "/etc/standby/cyrus/murder.conf"), /checkHost = imap1\.example\.com/);
        assert.match(content(ofMupdate, "/etc/standby/cyrus/doors.conf"), /^accept = 203\.0\.113\.9:3906$/m);
        assert.equal(content(ofMupdate, "/etc/standby/cyrus/marks"), "standby_known_mail\nstandby_known_two\n");
        assert.equal(
            content(ofMupdate, "/etc/nftables.d/cyrus-murder.rules"),
            "ip saddr { 203.0.113.1/32, 203.0.113.2/32 } tcp dport { 3905 } accept\n" +
                "ip saddr { 203.0.113.11/32, 203.0.113.12/32 } tcp dport { 3906 } accept\n",
        );
    });
});
