import assert from "node:assert/strict";
import { connectionTo } from "../../../../components/host/connection";
import { valueOf } from "../../../helpers/mocks";

const login = { address: "203.0.113.10", privateKey: "KEY", hostKey: "ssh-ed25519 AAAA" };

describe("connectionTo", () => {
    it("writes out every default, so that a new provider changes none", async () => {
        assert.deepEqual(await valueOf(connectionTo(login)), {
            host: "203.0.113.10",
            port: 22,
            user: "root",
            privateKey: "KEY",
            hostKey: "ssh-ed25519 AAAA",
            dialErrorLimit: 14,
            perDialTimeout: 15,
        });
    });

    it("takes another user and port", async () => {
        const { user, port } = await valueOf(connectionTo({ ...login, user: "admin", port: 2222 }));
        assert.deepEqual({ user, port }, { user: "admin", port: 2222 });
    });

    it("is secret as a whole", async () => {
        const connection = connectionTo(login) as unknown as { isSecret: Promise<boolean> };
        assert.equal(await connection.isSecret, true);
    });
});
