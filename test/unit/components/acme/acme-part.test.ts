import assert from "node:assert/strict";
import { AcmePlan, acmePart, challengeSite, firstCertificate } from "../../../../components/acme/acme-part";
import { acmeProblems } from "../../../../components/acme/validate";
import { authorityFrom } from "../../../../components/certificate/certificate";
import { content } from "../../../helpers/pair";

const PLAN: AcmePlan = {
    ...{ directory: "https://ca.example.net/dir", directoryCa: "", contact: "", partner: "203.0.113.20", ipv6: false },
    certificates: { mail: ["mail.example.com"], "mta-sts": ["mta-sts.example.com", "mta-sts.example.org"] },
    own: { certificate: "/etc/standby/tls/member.crt", key: "/etc/standby/tls/member.key" },
    reloads: ["postfix@-.service", "nginx.service"],
};

describe("certificates by ACME on a host", () => {
    it("are these, for the key that the host has, and trusted as Debian trusts", () => {
        const part = acmePart(PLAN);
        assert.equal(
            content(part, "/etc/standby/acme.names"),
            "mail mail.example.com\nmta-sts mta-sts.example.com mta-sts.example.org\n",
        );
        assert.equal(
            content(part, "/etc/standby/acme.conf"),
            "DIRECTORY='https://ca.example.net/dir'\nCONTACT=''\nOWN='/etc/standby/tls/member.crt'\nKEY='/etc/standby/tls/member.key'\n" +
                "TRUST='/etc/ssl/certs/ca-certificates.crt'\nRELOADS='postfix@-.service nginx.service'\n",
        );
    });

    it("come from a directory that an authority of one's own vouches for", () => {
        const directoryCa = authorityFrom("secret", "own").certificate;
        const part = acmePart({ ...PLAN, directoryCa });
        assert.equal(content(part, "/etc/standby/acme-directory.crt"), directoryCa);
        assert.match(content(part, "/etc/standby/acme.conf"), /^TRUST='\/etc\/standby\/acme-directory\.crt'$/m);
    });

    it("are shown before the services begin, and settled anew when the key is another one", () => {
        const part = acmePart(PLAN);
        assert.deepEqual(
            part.units?.map(({ name }) => name),
            ["standby-acme.service", "standby-acme-renew.timer"],
        );
        assert.ok(part.units![0].restartOn?.includes(PLAN.own.key));
        assert.match(
            content(part, "/etc/systemd/system/standby-acme.service"),
            /^Before=.*postfix@-\.service.*nginx\.service$/m,
        );
    });

    it("keep the account apart from root's keys", () => {
        const account = acmePart(PLAN).folders?.find(({ path }) => path.endsWith("/account"));
        assert.deepEqual([account?.mode, account?.owner], ["0700", "standby-acme:standby-acme"]);
    });

    it("are had by questions that the other host is asked too, where it is ours", () => {
        assert.match(challengeSite(PLAN).content, /"" 1;\n[^]*proxy_pass http:\/\/203\.0\.113\.20;/);
        const alone = challengeSite({ ...PLAN, partner: undefined }).content;
        assert.match(alone, /"" 0;/);
        assert.ok(!alone.includes("203.0.113.20"));
        assert.match(challengeSite({ ...PLAN, ipv6: true }).content, /listen \[::\]:80 default_server ipv6only=off;/);
    });

    it("are asked for by the `up` again when they are to hold for other names", () => {
        assert.equal(
            firstCertificate(PLAN.certificates),
            "/usr/local/lib/standby/acme first mail.example.com mta-sts.example.com mta-sts.example.org",
        );
    });

    it("are refused from what is no directory, and by what is no certificate", () => {
        assert.deepEqual(acmeProblems({ directory: "http://ca.example.net/dir", directoryCa: "ca.pem", contact: "" }), [
            {
                property: "certificate.acme.directory",
                reason: '"http://ca.example.net/dir" is not the URL of a directory, like "https://acme-v02.api.letsencrypt.org/directory"',
            },
            {
                property: "certificate.acme.directoryCa",
                reason: '"ca.pem" is not a certificate: write its PEM, from "-----BEGIN CERTIFICATE-----" on',
            },
        ]);
        assert.deepEqual(
            acmeProblems({ directory: PLAN.directory, directoryCa: authorityFrom("s", "n").certificate, contact: "" }),
            [],
        );
    });
});
