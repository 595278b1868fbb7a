import type { Machine } from "../machine/machine";
import { NUMBER_HEADER } from "./smtp-sender";

const MAILDIRS = "/var/mail/standby";

/** What is in the mailboxes of a run, against what was acknowledged. */
export interface Count {
    /** Mails found. */
    delivered: number;
    /** Mails that are there a second, third … time. */
    duplicates: number;
    /** Acknowledged, but not there. */
    missing: number[];
}

/** How often each mail of a run is in the Maildirs of `primary`, by its number. */
export async function mailsOf(primary: Machine, run: string): Promise<Map<number, number>> {
    // What a delivery has not finished yet is in tmp/ and does not count.
    const command = `grep -rhE --exclude-dir=tmp '^${NUMBER_HEADER}: ${run}/[0-9]+' ${MAILDIRS}`;
    const { code, stdout, stderr } = await primary.run(command);
    if (code > 1) throw new Error(`the mailboxes cannot be read: ${stderr.trim()}`);
    const found = new Map<number, number>();
    for (const [, number] of stdout.matchAll(/\/(\d+)\s*$/gm)) {
        found.set(Number(number), (found.get(Number(number)) ?? 0) + 1);
    }
    return found;
}

/** Compares what was acknowledged with what is there. Pure. */
export function count(acknowledged: number[], found: ReadonlyMap<number, number>): Count {
    const copies = [...found.values()].reduce((sum, times) => sum + times, 0);
    return {
        delivered: found.size,
        duplicates: copies - found.size,
        missing: acknowledged.filter((number) => !found.has(number)),
    };
}
