import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ensureEngine, type Engine } from "../../../lab/engine/find";
import { Pulumi, succeeded } from "../../../lab/engine/pulumi";
import { labDir } from "../../../lab/paths";
import { eventually } from "../../helpers/eventually";

const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const random = require("@pulumi/random");
const command = require("@pulumi/command");
const config = new pulumi.Config();
const word = new random.RandomPassword("word", { length: config.requireNumber("length") });
if (config.getBoolean("slow")) {
    new command.local.Command("slow", { create: "touch " + process.env.STARTED + "; exec tail -f /dev/null" });
}
exports.length = config.requireNumber("length");
exports.folder = process.cwd();
exports.word = word.result;
`;

/** The runner around the CLI, with a program of its own far from this project. No cloud, no machines. */
describe("the Pulumi runner", function () {
    this.timeout(300_000);
    let folder: string;
    let engine: Engine;
    const labsBefore = process.env.STANDBY_LABS;

    const open = (config = {}) =>
        Pulumi.open({
            engine,
            lab: "runner",
            stack: "dev",
            program: path.join(folder, "program", "main.js"),
            project: path.join(folder, "program", "Pulumi.yaml"),
            config,
        });

    before(async () => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "standby-runner-"));
        process.env.STANDBY_LABS = path.join(folder, "labs");
        const program = path.join(folder, "program");
        fs.mkdirSync(program);
        fs.symlinkSync(path.resolve("node_modules"), path.join(program, "node_modules"));
        fs.writeFileSync(path.join(program, "package.json"), "{}");
        fs.writeFileSync(path.join(program, "main.js"), PROGRAM);
        fs.writeFileSync(
            path.join(program, "Pulumi.yaml"),
            "name: far\nmain: elsewhere.js\nruntime: nodejs\nconfig:\n  length: { type: integer, default: 12 }\n",
        );
        fs.mkdirSync(labDir("runner"), { recursive: true });
        const tokens = { linodeToken: "l", cloudflareToken: "c", labToken: "t" };
        const file = { name: "runner", slot: 0, url: "http://127.0.0.1:9", ...tokens };
        fs.writeFileSync(labDir("runner", "lab.json"), JSON.stringify(file));
        engine = await ensureEngine(console.error);
    });

    after(() => {
        if (labsBefore === undefined) delete process.env.STANDBY_LABS;
        else process.env.STANDBY_LABS = labsBefore;
        fs.rmSync(folder, { recursive: true, force: true });
    });

    it("counts what an up creates, then what stays the same, then one change", async () => {
        const pulumi = await open();
        const lines: string[] = [];
        const first = succeeded(await pulumi.up({ onLine: (line) => lines.push(line) }));
        assert.deepEqual(first.changes, { create: 2 });
        assert.deepEqual(first.warnings, []);
        assert.ok(lines.some((line) => line.includes("RandomPassword word created")));
        assert.equal((await pulumi.preview()).changed, 0);
        const second = succeeded(await pulumi.up());
        assert.deepEqual([second.changed, second.summary], [0, "2 same"]);
        pulumi.config({ length: 20 });
        const third = succeeded(await pulumi.preview());
        const replaced = third.steps.filter(({ op }) => op !== "same");
        assert.ok(replaced.every(({ name }) => name === "word"));
        assert.notEqual(third.changed, 0);
    });

    it("reads outputs with secrets in clear, and exports a state that has them encrypted", async () => {
        const pulumi = await open();
        const { length, folder: where, word } = await pulumi.output();
        assert.deepEqual([length, where], [12, path.join(folder, "program")]);
        assert.match(String(word), /^\S{12}$/);
        assert.ok(!JSON.stringify(await pulumi.export()).includes(String(word)));
    });

    it("leaves the user's files alone and no event log behind", async () => {
        const names = (await fs.promises.readdir(path.join(folder, "program"))).sort();
        assert.deepEqual(names, ["Pulumi.yaml", "main.js", "node_modules", "package.json"]);
        const pulumi = await open();
        assert.deepEqual(fs.readdirSync(pulumi.folder).sort(), ["Pulumi.dev.yaml", "Pulumi.yaml"]);
        assert.equal(fs.statSync(labDir("runner", "pulumi", "passphrase")).mode & 0o777, 0o600);
    });

    it("tells what the engine complained about", async () => {
        const pulumi = await open({ length: "many" });
        const result = await pulumi.up();
        assert.notEqual(result.code, 0);
        assert.throws(() => succeeded(result), /pulumi failed \(exit code \d+\).*length/s);
    });

    it("kills an engine with all that it started; the next one takes over its lock", async () => {
        const started = path.join(folder, "started");
        const pulumi = await open({ slow: true });
        const run = pulumi.start("up", { env: { STARTED: started } });
        await eventually("the slow command runs", 60, () => fs.existsSync(started));
        await run.kill();
        const { code, complete } = await run.done;
        assert.deepEqual([code, complete], [137, false]);
        pulumi.config({ slow: undefined });
        const lines: string[] = [];
        succeeded(await pulumi.up({ onLine: (line) => lines.push(line) }));
        assert.match(lines[0] ?? "", /^removed the lock of an engine that was killed \(process \d+\)$/);
    });

    it("destroys all", async () => {
        const pulumi = await open();
        const result = succeeded(await pulumi.destroy());
        assert.ok((result.changes.delete ?? 0) >= 2);
        assert.deepEqual(await pulumi.output(), {});
    });
});
