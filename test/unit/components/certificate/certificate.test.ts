import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import {
    authorityFrom,
    serverCertificate,
    serverKeyFrom,
    tlsaOf,
    validityAt,
} from "../../../../components/certificate/certificate";

const SECRET = "a secret text";
const NAMES = ["mail2.example.com", "mta-sts.example.com"];
const authority = authorityFrom(SECRET, "pulumi-standby mail");
const key = serverKeyFrom(SECRET, "b");
const made = serverCertificate(authority, key, NAMES, validityAt(new Date("2026-11-30")));

function openssl(args: string[]): string {
    const { status, stdout, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    return stdout;
}

describe("certificates of a pair's own authority", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "standby-certificate-"));
    const file = (name: string, text: string) => {
        fs.writeFileSync(path.join(folder, name), text);
        return path.join(folder, name);
    };
    after(() => fs.rmSync(folder, { recursive: true }));

    it("are accepted by OpenSSL at its strictest, for each name and for no other", () => {
        const [ca, leaf] = [file("ca.crt", authority.certificate), file("leaf.crt", made.certificate)];
        const verify = ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", ca];
        for (const name of NAMES) openssl([...verify, "-verify_hostname", name, leaf]);
        const other = spawnSync("openssl", [...verify, "-verify_hostname", "mail.example.com", leaf]);
        assert.notEqual(other.status, 0);
        const stranger = file("other.crt", authorityFrom("another", "pulumi-standby mail").certificate);
        assert.notEqual(spawnSync("openssl", ["verify", "-CAfile", stranger, leaf]).status, 0);
    });

    it("fit their key, and say that they are no authority", () => {
        const certificate = new X509Certificate(made.certificate);
        assert.ok(certificate.checkPrivateKey(key));
        assert.equal(certificate.ca, false);
        assert.equal(new X509Certificate(authority.certificate).ca, true);
        assert.ok(certificate.verify(new X509Certificate(authority.certificate).publicKey));
    });

    it("are the same each time, so that an up that changes nothing sends nothing", () => {
        const again = serverCertificate(
            authorityFrom(SECRET, "pulumi-standby mail"),
            serverKeyFrom(SECRET, "b"),
            NAMES,
            {
                ...validityAt(new Date("2026-01-01")),
            },
        );
        assert.deepEqual(again, made);
        assert.notEqual(serverKeyFrom(SECRET, "a").export({ format: "pem", type: "pkcs8" }), made.privateKey);
    });

    it("are renewed by the first up of a year, a year and two months before they end", () => {
        const { from, to } = validityAt(new Date("2027-01-01T00:00:01Z"));
        assert.deepEqual(
            [from.toISOString(), to.toISOString()],
            ["2027-01-01T00:00:00.000Z", "2029-03-01T00:00:00.000Z"],
        );
        assert.equal(new Date(new X509Certificate(made.certificate).validTo).toISOString(), "2028-03-01T00:00:00.000Z");
    });

    it("have the TLSA record that OpenSSL counts", () => {
        const leaf = file("tlsa.crt", made.certificate);
        const spki = openssl(["x509", "-in", leaf, "-noout", "-pubkey"]);
        const der = spawnSync("openssl", ["pkey", "-pubin", "-outform", "DER"], { input: spki }).stdout;
        const digest = spawnSync("openssl", ["dgst", "-sha256", "-r"], { input: der, encoding: "utf8" }).stdout;
        assert.equal(digest.split(" ")[0], tlsaOf(key));
    });

    it("hold for names longer than a subject may be", () => {
        const long = `${"a".repeat(60)}.${"b".repeat(60)}.example.com`;
        const { certificate } = serverCertificate(authority, key, [long], validityAt(new Date("2026-01-01")));
        assert.equal(new X509Certificate(certificate).subjectAltName, `DNS:${long}`);
    });
});
