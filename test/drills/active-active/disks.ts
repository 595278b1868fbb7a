import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import type { Promises } from "../drill";
import { blocksAlike } from "./blocks";

const EXT4 = `mkdir -p /run/drill
mount -t ext4 "$snapshot" /run/drill
umount /run/drill
e2fsck -f -n "$snapshot" 2>&1`;
/** First the journals of both members alone. No cluster is asked, for nobody else knows the snapshot; that is what it wants a yes to. */
const OCFS2 = `echo y | fsck.ocfs2 -F -p "$snapshot" 2>&1 || [ $? = 1 ]
echo y | fsck.ocfs2 -F -f -n "$snapshot" 2>&1`;
/** The filesystem of a disk, in a snapshot of its own whose journal is replayed first. */
const fsck = (check: string) => `set -eu
snapshot=/dev/vg_mail/lv_drill
trap 'umount /run/drill 2>/dev/null || true; lvremove -q -f $snapshot >/dev/null' EXIT
lvcreate -q -s -l 100%FREE -n lv_drill /dev/vg_mail/lv_mail >/dev/null
${check}`;
/** 8 GiB, of which both machines read and hash each block. */
const VERIFY_SECONDS = 1800;

/** The filesystem of each disk is checked, and both disks are compared: from outside, and by DRBD where machines are fast enough. */
export async function disksAlike(
    pair: LabActiveActivePair,
    promises: Promises,
    tell: (line: string) => void,
): Promise<void> {
    const check = fsck(pair.bothServe ? OCFS2 : EXT4);
    for (const { member, machine } of pair.members) {
        const { code, stdout, stderr } = await machine.run(check, { seconds: VERIFY_SECONDS });
        promises.expect(code === 0, `fsck finds nothing on ${member}`, `${stdout}${stderr}`.slice(-600));
        tell(`fsck of the disk of ${member} ended with ${code}: ${stdout.trim().split("\n").at(-1)}`);
    }
    await blocksAlike(pair, promises, tell);
    // In software emulation it takes half an hour.
    if (await pair.emulated()) return;
    const verify = await pair.a.standby("verify", VERIFY_SECONDS);
    promises.expect(verify.code === 0, "drbdadm verify finds no block that differs", verify.stderr.slice(-400));
    tell(`verify ended with ${verify.code}`);
}
