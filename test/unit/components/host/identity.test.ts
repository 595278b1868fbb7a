import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { sshKeyFrom } from "../../../../components/host/identity";

describe("sshKeyFrom", () => {
    let folder: string;
    before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "standby-identity-"))));
    after(() => fs.rmSync(folder, { recursive: true }));

    const keygen = (...args: string[]) => spawnSync("ssh-keygen", args, { encoding: "utf8" });

    it("gives the same key for the same secret", () => {
        assert.deepEqual(sshKeyFrom("secret", "host"), sshKeyFrom("secret", "host"));
    });

    it("gives this key for ever: another one would lock the program out of every host", () => {
        assert.equal(
            sshKeyFrom("secret", "host").publicKey,
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHhVuI90+PKH6D8xZthuv4F8/qtpYBJ4hlgOHQxkpoPH",
        );
        assert.equal(
            sshKeyFrom("secret", "deploy").publicKey,
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJRWluzZBQjFhjGAHBZbYOBf4G1QKlKAktr5HETmm/ud",
        );
    });

    it("gives another key for another secret or another purpose", () => {
        const keys = [sshKeyFrom("secret", "host"), sshKeyFrom("secret", "deploy"), sshKeyFrom("secret2", "host")];
        assert.equal(new Set(keys.map(({ publicKey }) => publicKey)).size, 3);
        assert.equal(new Set(keys.map(({ privateKey }) => privateKey)).size, 3);
    });

    it("does not confuse where the purpose ends and the secret begins", () => {
        assert.notEqual(sshKeyFrom("b", "a").publicKey, sshKeyFrom("", "ab").publicKey);
    });

    it("writes keys of the form that OpenSSH writes", () => {
        const { privateKey, publicKey } = sshKeyFrom("secret", "host");
        assert.match(publicKey, /^ssh-ed25519 [A-Za-z0-9+/]{68}$/);
        assert.match(
            privateKey,
            /^-----BEGIN OPENSSH PRIVATE KEY-----\n([A-Za-z0-9+/=]{1,70}\n)+-----END OPENSSH PRIVATE KEY-----\n$/,
        );
    });

    // Purposes of different lengths, since OpenSSH refuses a key whose padding is wrong.
    for (const purpose of ["host", "deploy", "x", "12345678", ""]) {
        it(`is read by ssh-keygen as the same key (purpose "${purpose}")`, function () {
            const file = path.join(folder, `key-${purpose}`);
            const { privateKey, publicKey } = sshKeyFrom("a secret of forty-eight letters and digits", purpose);
            fs.writeFileSync(file, privateKey, { mode: 0o600 });
            const { error, status, stdout, stderr } = keygen("-y", "-P", "", "-f", file);
            if (error) assert.fail(`ssh-keygen is missing: apt-get install openssh-client (${error.message})`);
            assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
            assert.equal(stdout.trim(), [publicKey, purpose].filter(Boolean).join(" "));
        });
    }

    it("signs what its public key verifies", () => {
        const file = path.join(folder, "signer");
        const { privateKey, publicKey } = sshKeyFrom("secret", "deploy");
        fs.writeFileSync(file, privateKey, { mode: 0o600 });
        fs.writeFileSync(path.join(folder, "allowed"), `deploy ${publicKey}\n`);
        fs.writeFileSync(path.join(folder, "text"), "hello\n");
        assert.equal(keygen("-Y", "sign", "-f", file, "-n", "test", path.join(folder, "text")).status, 0);
        const verify = ["-Y", "verify", "-f", path.join(folder, "allowed"), "-I", "deploy", "-n", "test"];
        const signature = ["-s", path.join(folder, "text.sig")];
        const { status } = spawnSync("ssh-keygen", [...verify, ...signature], { input: "hello\n" });
        assert.equal(status, 0);
    });
});
