import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { labDir } from "../paths";

/**
 * Removes the locks that engines left behind on a stack which were killed, and returns their process ids. The lock of an
 * engine that lives stays. What the killed engine was doing is kept in the state, and the next `up` deals with it.
 */
export function removeStaleLocks(lab: string, project: string, stack: string): number[] {
    const folder = labDir(lab, "pulumi", "state", ".pulumi", "locks", "organization", project, stack);
    if (!fs.existsSync(folder)) return [];
    const removed: number[] = [];
    for (const name of fs.readdirSync(folder)) {
        const file = path.join(folder, name);
        const { pid, hostname } = read(file);
        if (hostname !== os.hostname() || pid === undefined || isPulumi(pid)) continue;
        fs.rmSync(file, { force: true });
        removed.push(pid);
    }
    return removed;
}

function read(file: string): { pid?: number; hostname?: string } {
    try {
        return JSON.parse(fs.readFileSync(file, "utf8")) as { pid?: number; hostname?: string };
    } catch {
        return {};
    }
}

function isPulumi(pid: number): boolean {
    try {
        return fs.readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "pulumi";
    } catch {
        return false;
    }
}
