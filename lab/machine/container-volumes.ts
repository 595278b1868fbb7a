import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { output } from "../net/command";
import { removeTree, type MachineCgroup } from "./cgroup";
import { diskReleased } from "./disk";
import { machineScript } from "./keeper";
import type { Volume } from "./machine";
import { readOr } from "./process";
import { within } from "./wait";

const groupOf = (cgroup: MachineCgroup, id: number) => path.join(cgroup.path, `volume-${id}`);
const held = (cgroup: MachineCgroup, id: number) =>
    /^populated 1$/m.test(readOr(path.join(groupOf(cgroup, id), "cgroup.events"), ""));

/** Path of a volume's device in a guest. */
export function volumeDevice({ label }: Pick<Volume, "label">): string {
    return `/dev/disk/by-id/scsi-0Linode_Volume_${label}`;
}

/** Puts a volume on a container that runs, until its group is killed or `dropVolume`. Idempotent. */
export async function holdVolume(cgroup: MachineCgroup, volume: Volume, log: string): Promise<void> {
    if (held(cgroup, volume.id)) return;
    // Never two devices of one file: who had it before must be gone.
    await diskReleased(volume.file);
    const out = fs.openSync(log, "a");
    const args = [machineScript("hold-volume.sh"), cgroup.path, String(volume.id), volume.file, volume.label];
    const holder = spawn("sh", args, { detached: true, stdio: ["ignore", out, out], cwd: "/" });
    holder.on("error", () => undefined); // seen below: nobody holds it
    holder.unref();
    fs.closeSync(out);
    await within(5, `volume ${volume.label} is held`, () => held(cgroup, volume.id));
}

/** Takes the node away. Who has the device open keeps it. */
export async function dropVolume(cgroup: MachineCgroup, { id }: Volume): Promise<void> {
    if (held(cgroup, id)) {
        fs.writeFileSync(path.join(groupOf(cgroup, id), "cgroup.kill"), "1");
        await within(10, `volume ${id} is let go`, () => !held(cgroup, id));
    }
    removeTree(groupOf(cgroup, id));
}

/**
 * What a guest does to a volume that is pulled out under it, as shell: its file systems take and give nothing from this moment
 * on (EXT4_IOC_SHUTDOWN, without a last flush), and are mounted no more.
 */
export function pullOut(volume: Volume): string {
    const device = volumeDevice(volume);
    const ioctl = 'open(my $f, "<", shift) or exit; my $how = pack("L", 2); ioctl($f, 0x8004587D, $how) or die "$!"';
    return [
        `[ -b ${device} ] || exit 0`,
        `number=$(printf '%d:%d' "0x$(stat -c %t ${device})" "0x$(stat -c %T ${device})")`,
        `awk -v of="$number" '$3 == of { print $5 }' /proc/self/mountinfo | tac | while read -r at; do`,
        `    perl -e '${ioctl}' "$at"`,
        `    umount -l "$at"`,
        `done`,
        `rm -f ${device}`,
    ].join("\n");
}

/** Lets the device of a volume's file see that the file has grown. */
export async function growVolume({ file }: Volume): Promise<void> {
    const device = (await output("losetup", ["--associated", file])).split(":")[0];
    if (device) await output("losetup", ["--set-capacity", device]);
}
