import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { engineOnPath } from "../../../../lab/engine/find";
import { findGo } from "../../../../lab/engine/go";
import { removeStaleLocks } from "../../../../lab/engine/stale-lock";

describe("programs on PATH", () => {
    let folder: string;
    beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "standby-path-"))));
    afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

    const program = (name: string, says: string): void => {
        fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        fs.writeFileSync(path.join(folder, name), `#!/bin/sh\necho '${says}'\n`, { mode: 0o755 });
    };
    const search = (...names: string[]) => engineOnPath(names.map((name) => path.join(folder, name)).join(":"));

    it("are an engine when the node host is beside it and it is new enough", async () => {
        program("alone/pulumi", "v3.230.0");
        program("old/pulumi", "v3.219.9");
        program("old/pulumi-language-nodejs", "");
        program("good/pulumi", "v3.230.0");
        program("good/pulumi-language-nodejs", "");
        assert.equal(await search("none", "alone", "old"), undefined);
        const bin = path.join(folder, "good");
        assert.deepEqual(await search("none", "alone", "old", "good"), {
            pulumi: path.join(bin, "pulumi"),
            bin,
            version: "3.230.0",
            from: "PATH",
        });
    });

    it("are followed through a link to the folder where the node host is", async () => {
        program("cellar/pulumi", "v3.220.0");
        program("cellar/pulumi-language-nodejs", "");
        fs.mkdirSync(path.join(folder, "links"));
        fs.symlinkSync(path.join(folder, "cellar", "pulumi"), path.join(folder, "links", "pulumi"));
        assert.equal((await search("links"))?.bin, path.join(folder, "cellar"));
    });

    it("tell which go there is", async () => {
        program("go", "go1.19.8\n");
        assert.deepEqual(await findGo(folder), {
            program: path.join(folder, "go"),
            version: "1.19.8",
            toolchain: "",
        });
    });
});

describe("locks of stacks", () => {
    let labs: string;
    const before = process.env.STANDBY_LABS;
    beforeEach(() => {
        labs = fs.mkdtempSync(path.join(os.tmpdir(), "standby-locks-"));
        process.env.STANDBY_LABS = labs;
    });
    afterEach(() => {
        if (before === undefined) delete process.env.STANDBY_LABS;
        else process.env.STANDBY_LABS = before;
        fs.rmSync(labs, { recursive: true, force: true });
    });

    it("go when their engine is gone, and stay on other hosts' behalf", () => {
        const folder = path.join(labs, "l", "pulumi", "state", ".pulumi", "locks", "organization", "p", "s");
        fs.mkdirSync(folder, { recursive: true });
        const lock = (name: string, pid: number, hostname: string) =>
            fs.writeFileSync(path.join(folder, name), JSON.stringify({ pid, hostname }));
        // This process lives, but is no engine: its number was given anew.
        lock("ours.json", process.pid, os.hostname());
        lock("theirs.json", 1, "elsewhere");
        assert.deepEqual(removeStaleLocks("l", "p", "s"), [process.pid]);
        assert.deepEqual(fs.readdirSync(folder), ["theirs.json"]);
        assert.deepEqual(removeStaleLocks("l", "p", "other"), []);
    });
});
