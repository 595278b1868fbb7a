import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { Project } from "./engine";
import { OpenSsh } from "./openssh";

/** A secret, a local command, and a remote one that gets the secret. Each setting is there to be changed. */
const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const command = require("@pulumi/command");
const random = require("@pulumi/random");
const config = new pulumi.Config();
const password = new random.RandomPassword("password", { length: config.getNumber("length") ?? 24, special: false });
const local = new command.local.Command("local", { create: "echo $WORD", environment: { WORD: config.get("word") ?? "one" } });
const connection = pulumi.secret(JSON.parse(process.env.TEST_CONNECTION));
const file = process.env.TEST_FILE;
const remote = new command.remote.Command("remote", {
    connection,
    create: "cat >" + file + "; echo step one; echo " + (config.get("say") ?? "create"),
    delete: "rm " + file,
    stdin: password.result,
    triggers: [config.get("trigger") ?? "t"],
    addPreviousOutputInEnv: false,
}, { deleteBeforeReplace: true });
exports.password = password.result;
exports.local = local.stdout;
exports.remote = remote.stdout;
`;

describe("random and command under the real engine", () => {
    let server: OpenSsh;
    let project: Project;
    let file: string;
    let log: string;
    const sessions = (): number => (fs.existsSync(log) ? fs.readFileSync(log, "utf8").trim().split("\n").length : 0);

    before(async () => {
        server = await OpenSsh.start();
        file = path.join(server.folder, "made");
        log = path.join(server.folder, "sessions");
        const connection = JSON.stringify(server.connection());
        project = await Project.create(PROGRAM, { TEST_CONNECTION: connection, TEST_FILE: file, STANDBY_SSH_LOG: log });
    });
    after(async () => {
        await project?.end();
        await server?.stop();
    });

    it("previews without dialling, with outputs unknown", async () => {
        const text = await project.succeed("preview");
        assert.match(text, /4 to create/);
        assert.match(text, /remote +: \[unknown\]/);
        assert.equal(sessions(), 0);
    });

    it("creates, shows the output live, and keeps secrets out of sight", async () => {
        const text = await project.up();
        assert.match(text, /step one/);
        const outputs = await project.outputs();
        assert.equal(outputs.local, "one");
        assert.equal(outputs.remote, "step one\ncreate");
        assert.equal(fs.readFileSync(file, "utf8"), outputs.password);
        const seen = `${text}\n${await project.state()}`;
        assert.ok(!seen.includes(String(outputs.password)), "the password is in clear in state or output");
        assert.ok(!seen.includes("OPENSSH PRIVATE KEY"), "the key is in clear in state or output");
        assert.equal(sessions(), 1);
    });

    it("changes nothing the second time, and opens no session", async () => {
        await project.up("--expect-no-changes");
        await project.succeed("preview", "--expect-no-changes");
        await project.succeed("refresh", "--yes", "--expect-no-changes");
        assert.equal(sessions(), 1);
    });

    it("shows and makes one change", async () => {
        await project.set("say", "again");
        await project.set("word", "two");
        const preview = await project.succeed("preview", "--diff");
        assert.match(preview, /2 to update/);
        assert.match(preview, /~ WORD: "one" => "two"/);
        await project.up();
        const outputs = await project.outputs();
        assert.deepEqual([outputs.local, outputs.remote], ["two", "step one\nagain"]);
        assert.equal(sessions(), 2);
    });

    it("replaces on a trigger and on the password's length", async () => {
        await project.set("trigger", "u");
        assert.match(await project.succeed("preview"), /1 to replace/);
        await project.set("length", "30");
        await project.up();
        assert.equal(fs.readFileSync(file, "utf8").length, 30);
        // delete, then create
        assert.equal(sessions(), 4);
    });

    it("leaves nothing", async () => {
        await project.succeed("destroy", "--yes", "--skip-preview");
        assert.ok(!fs.existsSync(file));
    });
});
