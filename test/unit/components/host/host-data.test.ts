import assert from "node:assert/strict";
import * as fs from "node:fs";
import { BackupMxPair } from "../../../../components/backup-mx/backup-mx-pair";
import { recipientList } from "../../../../components/backup-mx/plan";
import { sha256 } from "../../../../components/ops/file";
import { find, plain, record } from "../../../helpers/mocks";
import { sampleArgs } from "../backup-mx/sample";

describe("hostData", () => {
    const list = recipientList(["anna@example.com", "ben@example.com"]);
    const send = async (args = sampleArgs()) =>
        find(await record(() => new BackupMxPair("mail", args)), "mail-b-recipients");

    it("sends the text from a file that is named by its digest and that others cannot read", async () => {
        const { source } = (await send()).inputs as { source: { path: string } };
        assert.ok(source.path.endsWith(`/${sha256(list)}`));
        assert.equal(fs.readFileSync(source.path, "utf8"), list);
        assert.equal(fs.statSync(source.path).mode & 0o077, 0);
    });

    it("lets the text land under its digest, so that a half-sent one is never taken", async () => {
        const { remotePath } = (await send()).inputs;
        assert.ok((remotePath as string).endsWith(sha256(list)));
    });

    it("sends another text for other recipients and the same for another order", async () => {
        const path = async (recipients: string[]) =>
            plain<{ remotePath: string }>((await send(sampleArgs({ recipients }))).inputs).remotePath;
        assert.notEqual(await path(["anna@example.com"]), await path(["ben@example.com"]));
        assert.equal(
            await path(["anna@example.com", "ben@example.com"]),
            await path(["ben@example.com", "anna@example.com"]),
        );
    });

    it("sends again to another machine, since the provider would not", async () => {
        const { inputs } = await send();
        assert.equal((inputs.triggers as string[]).length, 1);
    });
});
