import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { find, plain, readable } from "../../../../helpers/mocks";
import { build } from "../sample";

describe("PostgresPair with backups", () => {
    it("keeps their secrets in secret inputs of the members alone", async () => {
        const s3 = { endpoint: "https://s3.example.com", bucket: "pairs", accessKeyId: "canary-id" };
        const backup = {
            s3: { ...s3, secretAccessKey: "canary-secret" },
            passphrase: "canary passphrase, long enough",
        };
        const recording = await build({ backup });
        assert.deepEqual(recording.errors, []);
        for (const { urn, inputs } of recording.resources)
            assert.doesNotMatch(readable(inputs), /canary-secret|canary passphrase/, urn);
        for (const member of ["pg-a-service", "pg-b-service"]) {
            const text = plain<string>(find(recording, member).inputs.stdin);
            assert.match(text, /repo1-s3-key-secret=canary-secret[^]*repo1-cipher-pass=canary passphrase/);
        }
        assert.doesNotMatch(plain<string>(find(recording, "pg-witness-service").inputs.stdin), /canary/);
    });

    it("refuses what is wrong with them once it is known", async () => {
        const { errors } = await build({ backup: { directory: pulumi.output("backups") } });
        const reason = 'backup.directory: "backups" is not an absolute path of plain characters, like "/srv/backups"';
        assert.ok(
            errors.some((error) => String(error).includes(reason)),
            errors.join("\n"),
        );
    });
});
