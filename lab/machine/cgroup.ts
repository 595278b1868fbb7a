import * as fs from "node:fs";
import * as path from "node:path";
import { readOr } from "./process";
import { within } from "./wait";

/**
 * The control group of one machine in the unified hierarchy: every process of the machine is in it or below,
 * so that all can be found, frozen and killed at once, whoever started them and whoever died.
 */
export class MachineCgroup {
    readonly path: string;

    constructor(readonly name: string) {
        this.path = path.join(unifiedRoot(), name);
    }

    /** Whether any process is in it. */
    populated(): boolean {
        return /^populated 1$/m.test(readOr(path.join(this.path, "cgroup.events"), ""));
    }

    frozen(): boolean {
        return readOr(path.join(this.path, "cgroup.freeze"), "0").trim() === "1";
    }

    freeze(on: boolean): void {
        if (fs.existsSync(this.path)) fs.writeFileSync(path.join(this.path, "cgroup.freeze"), on ? "1" : "0");
    }

    /** SIGKILL to all at once; returns when the last one is gone. */
    async kill(): Promise<void> {
        if (!this.populated()) return;
        fs.writeFileSync(path.join(this.path, "cgroup.kill"), "1");
        await within(10, `processes of ${this.name} are killed`, () => !this.populated());
    }

    /** Removes the empty group, and its shadows in the old hierarchies. */
    remove(): void {
        for (const base of [this.path, `/sys/fs/cgroup/memory/${this.name}`, `/sys/fs/cgroup/systemd/${this.name}`]) {
            removeTree(base);
        }
    }

    /** A new group for one command; killing it kills all that the command started. */
    child(): string {
        const made = path.join(this.path, `run-${process.pid}-${MachineCgroup.counter++}`);
        fs.mkdirSync(made);
        return made;
    }

    /** The init of the guest: the process that is number 1 in its own namespace. */
    init(): number | undefined {
        const inScope = pidsIn(path.join(this.path, "box", "payload", "init.scope")).find(isInit);
        return inScope ?? pidsBelow(path.join(this.path, "box")).find(isInit);
    }

    private static counter = 0;
}

/** Where the unified hierarchy is mounted: at the top, or beside the old ones. */
function unifiedRoot(): string {
    const line = readOr("/proc/mounts", "")
        .split("\n")
        .find((mount) => mount.split(" ")[2] === "cgroup2");
    if (line === undefined)
        throw new Error("no cgroup2 file system is mounted: a kernel with unified control groups is needed");
    return line.split(" ")[1] as string;
}

function isInit(pid: number): boolean {
    const ids = /^NSpid:\s+(.*)$/m.exec(readOr(`/proc/${pid}/status`, ""))?.[1]?.split(/\s+/) ?? [];
    return ids.length > 1 && ids[ids.length - 1] === "1";
}

function pidsIn(group: string): number[] {
    return readOr(path.join(group, "cgroup.procs"), "").split("\n").filter(Boolean).map(Number);
}

function pidsBelow(group: string): number[] {
    return [...pidsIn(group), ...subgroups(group).flatMap(pidsBelow)];
}

function subgroups(group: string): string[] {
    if (!fs.existsSync(group)) return [];
    const entries = fs.readdirSync(group, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return entries.map((entry) => path.join(group, entry.name));
}

export function removeTree(group: string): void {
    subgroups(group).forEach(removeTree);
    try {
        fs.rmdirSync(group);
    } catch (error) {
        // Busy: a command left something running; it goes when the machine stops.
        if (!["ENOENT", "EBUSY"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
}
