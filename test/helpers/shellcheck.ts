import { spawnSync } from "node:child_process";
import * as fs from "node:fs";

/** Runs shellcheck on every shell file of the repository: `npm run check:shell`. Exit 1 on findings. */

const SHEBANG = /^#! ?(\/usr)?\/bin\/(env )?(sh|bash|dash)\b/;

/** What is sourced says so itself, since it has no interpreter. */
const SOURCED = /^# shellcheck shell=sh\b/m;

function head(file: string): string {
    const head = Buffer.alloc(400);
    const handle = fs.openSync(file, "r");
    const length = fs.readSync(handle, head);
    fs.closeSync(handle);
    return head.toString("latin1", 0, length);
}

/** Is this a script for sh or bash, by its name, its first line, or its word for shellcheck? */
export function isShell(file: string): boolean {
    if (fs.statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false;
    if (file.endsWith(".sh")) return true;
    const text = head(file);
    return SHEBANG.test(text) || SOURCED.test(text);
}

/** All shell files of the repository in the current folder: what git knows, and what is new and not ignored. */
export function shellFiles(): string[] {
    const git = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
        encoding: "utf8",
    });
    const problem = git.error?.message ?? (git.status === 0 ? undefined : git.stderr.trim());
    if (problem !== undefined) throw new Error(`git cannot list the files of this folder: ${problem}`);
    return [...new Set(git.stdout.split("\0").filter(Boolean))].filter(isShell).sort();
}

/** Throws when there are findings, which shellcheck itself has printed, or when it cannot be run. */
function check(files: readonly string[]): void {
    const { error, status } = spawnSync("shellcheck", ["-x", "--", ...files], { stdio: "inherit" });
    if (error) throw new Error(`shellcheck cannot be run (${error.message}): on Debian, apt-get install shellcheck`);
    if (status !== 0) throw new Error("shellcheck has findings, see above");
    console.log(`shellcheck: ${files.length} files, no findings`);
}

if (require.main === module) {
    try {
        check(shellFiles());
    } catch (error) {
        console.error((error as Error).message);
        process.exitCode = 1;
    }
}
