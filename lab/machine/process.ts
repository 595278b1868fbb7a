import * as fs from "node:fs";

/** A process that cannot be mistaken for another: its id and the moment it started, in clock ticks since boot. */
export interface ProcessIdentity {
    pid: number;
    start: string;
}

/** Start time of a process; undefined when there is none, or only its zombie. */
export function startTime(pid: number): string | undefined {
    const stat = readOr(`/proc/${pid}/stat`, "");
    // The command's name stands in parentheses and may hold anything; what follows starts with field 3.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "" || fields[0] === "Z" ? undefined : fields[19];
}

/** The live process that a file of the form "PID START" names. */
export function processInFile(file: string): ProcessIdentity | undefined {
    const [pid, start] = readOr(file, "").trim().split(" ");
    if (pid === undefined || start === undefined || startTime(Number(pid)) !== start) return undefined;
    return { pid: Number(pid), start };
}

export function readOr(file: string, otherwise: string): string {
    try {
        return fs.readFileSync(file, "utf8");
    } catch {
        return otherwise;
    }
}
