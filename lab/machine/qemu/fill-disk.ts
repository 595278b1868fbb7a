import type { Machine } from "../machine";

const NAME = "/filled-by-the-lab";

/**
 * Takes all free blocks of the machine's file system but `leaveMb`. The blocks are reserved, not written: the file behind
 * the disk does not grow. The last ones are needed for the bookkeeping of the large files: smaller and smaller bites.
 */
export async function fillGuestDisk(machine: Machine, leaveMb: number): Promise<void> {
    const keep = leaveMb * 1024 * 1024;
    await machine.succeed(`for part in $(seq 20); do
        set -- $(stat -f -c '%a %S' /)
        free=$(($1 * $2 - ${keep}))
        [ "$free" -ge 4096 ] || exit 0
        fallocate --length "$free" "${NAME}-$part" 2>/dev/null || true
    done
    set -- $(stat -f -c '%a %S' /)
    [ $(($1 * $2)) -le ${keep + 1024 * 1024} ] || { echo "fillDisk: $(($1 * $2)) bytes are still free" >&2; exit 1; }`);
}

/** Gives back what `fillGuestDisk` took. */
export async function freeGuestDisk(machine: Machine): Promise<void> {
    await machine.succeed(`rm -f ${NAME}-* && sync -f /`);
}
