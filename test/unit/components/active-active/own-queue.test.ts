import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { PAIR } from "./world";

/** Runs own-queue with an account "postfix" of number 104, on a queue of that owner; returns the changes that it made. */
function changes(owner: number, folders = ["active", "deferred", "public", "maildrop"]): string[] {
    const at = fs.mkdtempSync(path.join(os.tmpdir(), "standby-queue-"));
    try {
        const program = (name: string, text: string) =>
            fs.writeFileSync(path.join(at, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
        for (const folder of folders) fs.mkdirSync(path.join(at, "queue", folder), { recursive: true });
        program("stat", `echo ${owner}`);
        program("id", "echo 104");
        program("logger", "");
        for (const name of ["find", "chown", "chgrp"]) program(name, `echo "${name} $*" >>"${at}/did"`);
        fs.writeFileSync(path.join(at, "conf"), "");
        const env = {
            ...{ STANDBY_PAIR_LIB: path.join(PAIR, "lib"), STANDBY_PAIR_CONF: path.join(at, "conf") },
            ...{ STANDBY_PAIR_PATH: `${at}:/usr/bin:/bin`, STANDBY_PAIR_STATE: at, STANDBY_PAIR_RUN: at },
        };
        const done = spawnSync(path.join(PAIR, "own-queue"), [path.join(at, "queue")], { encoding: "utf8", env });
        assert.equal(done.status, 0, done.stderr);
        const did = path.join(at, "did");
        return fs.existsSync(did) ? fs.readFileSync(did, "utf8").replaceAll(`${at}/`, "").trim().split("\n") : [];
    } finally {
        fs.rmSync(at, { recursive: true });
    }
}

describe("active-active pair: accounts of the queue", () => {
    it("are left alone where they are those of this host, and where there is no queue yet", () => {
        assert.deepEqual(changes(104), []);
        assert.deepEqual(changes(105, ["public"]), []);
    });

    it("become those of this host; the folder that tells is changed last", () => {
        assert.deepEqual(changes(105), [
            "find queue -depth -uid 105 ! -path queue/active -exec chown -h postfix {} +",
            "chgrp -R postdrop queue/public queue/maildrop",
            "chown postfix queue/active",
        ]);
    });
});
