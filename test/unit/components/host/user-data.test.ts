import assert from "node:assert/strict";
import { userData } from "../../../../components/host/user-data";

const hostKey = { privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n", publicKey: "ssh-ed25519 AAAA" };

describe("userData", () => {
    const text = userData({
        hostName: "mail2.example.com",
        hostKey,
        authorizedKeys: ["ssh-ed25519 K1", "ssh-ed25519 K2"],
    });
    const document = Buffer.from(text, "base64").toString("utf8");

    it("is base64 of a cloud-config document, as the Linode API takes it", () => {
        assert.match(text, /^[A-Za-z0-9+/]+=*$/);
        assert.equal(document.split("\n")[0], "#cloud-config");
    });

    it("gives the host its name, its identity and who may log in, and forbids passwords", () => {
        assert.deepEqual(JSON.parse(document.slice(document.indexOf("\n"))), {
            preserve_hostname: false,
            hostname: "mail2",
            fqdn: "mail2.example.com",
            prefer_fqdn_over_hostname: true,
            manage_etc_hosts: true,
            disable_root: false,
            ssh_pwauth: false,
            ssh_deletekeys: true,
            ssh_keys: { ed25519_private: hostKey.privateKey, ed25519_public: hostKey.publicKey },
            users: [{ name: "root", ssh_authorized_keys: ["ssh-ed25519 K1", "ssh-ed25519 K2"] }],
        });
    });

    it("stays far below the 16 KiB that Linode's metadata service takes", () => {
        assert.ok(text.length < 8192);
    });
});
