import type { LabMember } from "../../../lab/pair";

/** Where Debian's server has its data. */
export const DATA = "/var/lib/postgresql/15/main";
/** What a rewind took away and kept aside: a pattern of the shell. */
export const DIVERGED = `${DATA}.diverged-*`;

/** How many files of the log wait to be shipped. */
export async function unshipped({ machine }: LabMember): Promise<number> {
    return Number(await machine.succeed(`ls ${DATA}/pg_wal/archive_status/*.ready 2>/dev/null | wc -l`));
}
