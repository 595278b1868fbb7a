import assert from "node:assert/strict";
import { wireguardKey, wireguardKeyFrom } from "../../../../components/link/wireguard-key";

describe("wireguardKey", () => {
    it("has the public key of RFC 7748, section 5.2: the base point times itself", () => {
        const nine = Buffer.alloc(32);
        nine[0] = 9;
        const { publicKey } = wireguardKey(nine);
        const expected = "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079";
        assert.equal(Buffer.from(publicKey, "base64").toString("hex"), expected);
    });

    it("is clamped as wg genkey does, and leaves what it was made of alone", () => {
        const bytes = Buffer.alloc(32, 0xff);
        const scalar = Buffer.from(wireguardKey(bytes).privateKey, "base64");
        assert.deepEqual([scalar[0], scalar[31], scalar.length], [0xf8, 0x7f, 32]);
        assert.equal(wireguardKey(scalar).privateKey, scalar.toString("base64"));
        assert.ok(bytes.every((byte) => byte === 0xff));
    });
});

describe("wireguardKeyFrom", () => {
    it("gives this key for ever: another one would cut the link until both members have it", () => {
        assert.equal(wireguardKeyFrom("secret").publicKey, "S4V32fbQToDR8ehe6R7C4DLYrKyJbU39O3s8B6eRQls=");
    });

    it("gives another key for another secret", () => {
        assert.notEqual(wireguardKeyFrom("secret").privateKey, wireguardKeyFrom("secret2").privateKey);
    });
});
