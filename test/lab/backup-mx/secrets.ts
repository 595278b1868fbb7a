import assert from "node:assert/strict";
import { noSecretLeak } from "../../audits/no-secret-leak";
import { secretTexts } from "../../helpers/state";
import type { BackupMxLab } from "../../helpers/lab";

/** No secret leaves its place; and the audit that says so does find one that did. */
export function secretsSuite(at: () => BackupMxLab): void {
    describe("secrets", () => {
        it("are nowhere in clear after all that was done before", async () => {
            assert.deepEqual(await noSecretLeak.audit(at().pair), []);
        });

        it("would be found in a file that everybody can read", async () => {
            const { pair } = at();
            const secret = (await secretTexts(pair.pulumi)).get("mx-b-host-key") as string;
            const document = Buffer.from(`some document with ${secret} in it`).toString("base64");
            await pair.b.machine.run("umask 022; cat >/var/tmp/leak", { stdin: document });
            const wrong = await noSecretLeak.audit(pair);
            await pair.b.machine.succeed("chmod 0600 /var/tmp/leak");
            assert.deepEqual(wrong, [`${pair.b.name}: /var/tmp/leak holds a secret, and everybody can read it`]);
            assert.deepEqual(await noSecretLeak.audit(pair), []);
            await pair.b.machine.succeed("rm /var/tmp/leak");
        });

        it("would be found in the journal", async () => {
            const { pair } = at();
            const secret = (await secretTexts(pair.pulumi)).get("mx-a-host-key") as string;
            await pair.a.machine.run("systemd-cat -t leak", { stdin: `${secret}\n` });
            await pair.a.machine.succeed("journalctl --sync");
            const wrong = await noSecretLeak.audit(pair);
            assert.ok(wrong.includes(`${pair.a.name}: the journal holds the mx-a-host-key`), wrong.join("\n"));
            await pair.a.machine.succeed("journalctl --rotate && journalctl --vacuum-time=1s");
            assert.deepEqual(await noSecretLeak.audit(pair), []);
        });
    });
}
