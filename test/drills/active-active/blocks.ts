import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import type { LabMember } from "../../../lab/pair/member";
import { eventually } from "../../helpers/eventually";
import type { Promises } from "../drill";

const run = promisify(execFile);
const SECTOR = 512;
/** Where the disk below DRBD begins on the volume, and how much of it is mail: DRBD's own data is behind that. In sectors. */
const PLACE = `table=$(dmsetup table vg_mail-lv_mail-real 2>/dev/null || dmsetup table vg_mail-lv_mail)
[ "$(echo "$table" | wc -l)" = 1 ] && echo "$table" | awk '$3 == "linear" { print $5 }'
cat /sys/block/drbd0/size`;
/** Longest time for which writes may be held up. */
const FREEZE_SECONDS = 300;

interface Disk {
    file: string;
    begins: number;
    sectors: number;
}

async function diskOf({ machine, member }: LabMember): Promise<Disk> {
    const [volume] = machine.spec.volumes ?? [];
    const [begins, sectors] = (await machine.succeed(PLACE)).trim().split("\n").map(Number);
    if (!volume || !sectors || !begins) throw new Error(`the volume of ${member} is not one linear disk below DRBD`);
    return { file: volume.file, begins, sectors };
}

/** The first byte that differs, "" where there is none. */
async function difference(a: Disk, b: Disk): Promise<string> {
    const skip = `--ignore-initial=${a.begins * SECTOR}:${b.begins * SECTOR}`;
    const args = [skip, `--bytes=${a.sectors * SECTOR}`, a.file, b.file];
    return run("cmp", args).then(
        () => "",
        (error: { stdout?: string; message: string }) => error.stdout?.trim() || error.message,
    );
}

/**
 * Each block of both disks is the same, seen from outside: the files that are the volumes of both machines are compared while
 * nothing is written. What `drbdadm verify` would find, and it takes seconds where machines are emulated.
 */
export async function blocksAlike(
    pair: LabActiveActivePair,
    promises: Promises,
    tell: (line: string) => void,
): Promise<void> {
    const [a, b] = [await diskOf(pair.a), await diskOf(pair.b)];
    const began = Date.now();
    let found = "not compared";
    const alike = async () => (found = await difference(a, b)) === "";
    if (pair.bothServe) {
        // OCFS2's heartbeat writes all the time: what was on its way is the same a moment later.
        await eventually("both disks are alike", FREEZE_SECONDS, alike).catch(() => undefined);
    } else {
        const { machine } = await pair.holder();
        await machine.succeed("fsfreeze -f /srv/mail");
        await alike().finally(() => machine.succeed("fsfreeze -u /srv/mail"));
    }
    const gib = ((a.sectors * SECTOR) / 2 ** 30).toFixed(1);
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    promises.expect(a.sectors === b.sectors && found === "", "both disks are alike, byte by byte", found);
    tell(`${gib} GiB of both disks were compared from outside in ${seconds} s: ${found || "no byte differs"}`);
}
