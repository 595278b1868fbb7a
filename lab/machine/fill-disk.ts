import * as fs from "node:fs";
import * as path from "node:path";
import { attempt, output } from "../net/command";
import type { MachineSpec } from "./machine";

const NAME = "filled-by-the-lab";
const MB = 1024 * 1024;

/**
 * Takes all free blocks of the machine's file system but `leaveMb`, beside what the guest sees of it.
 * The blocks are reserved, not written: the file behind the disk does not grow.
 */
export async function fillDisk(keeper: number, spec: MachineSpec, leaveMb: number): Promise<void> {
    const disk = seenBy(keeper, spec);
    for (let part = 0; part < 20; part++) {
        const free = freeBytes(disk) - leaveMb * MB;
        if (free < 4096) return;
        // The last blocks are needed for the bookkeeping of the large files: they are taken in smaller and smaller bites.
        await attempt("fallocate", ["--length", String(free), path.join(disk, `${NAME}-${part}`)]);
    }
    if (freeBytes(disk) > leaveMb * MB + MB)
        throw new Error(`fillDisk: ${freeBytes(disk)} bytes are still free in ${disk}`);
}

/** Gives back what `fillDisk` took. */
export async function freeDisk(keeper: number, spec: MachineSpec): Promise<void> {
    const disk = seenBy(keeper, spec);
    for (const name of fs.readdirSync(disk)) {
        if (name.startsWith(NAME)) fs.rmSync(path.join(disk, name));
    }
    await output("sync", ["--file-system", disk]);
}

/** The disk as the keeper has mounted it. */
function seenBy(keeper: number, spec: MachineSpec): string {
    return path.join(`/proc/${keeper}/root`, spec.dir, "disk");
}

function freeBytes(folder: string): number {
    const { bavail, bsize } = fs.statfsSync(folder);
    return bavail * bsize;
}
