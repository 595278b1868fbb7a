import * as fs from "node:fs";
import * as path from "node:path";
import { output } from "../../net/command";
import { withLock } from "../../net/lock";
import { cacheDir } from "../../paths";
import { diskImage, diskReleased, stageSeed } from "../disk";
import { machineScript } from "../keeper";
import type { MachineSpec } from "../machine";

/** Makes the disk: a copy of the image's file system with the machine's own files. Complete or not there; idempotent. */
export async function makeVmDisk(spec: MachineSpec): Promise<void> {
    const image = diskImage(spec);
    if (fs.existsSync(image)) return;
    const base = await baseDisk(spec.image, spec.diskMb);
    const stage = path.join(spec.dir, "stage");
    fs.rmSync(stage, { recursive: true, force: true });
    await stageSeed(spec, stage);
    await output("cp", ["--sparse=always", base, `${image}.new`]);
    const script = machineScript("qemu/seed.sh");
    const mountPoint = path.join(spec.dir, "mnt");
    await output("unshare", ["--mount", "--propagation", "slave", "sh", script, `${image}.new`, stage, mountPoint]);
    fs.rmSync(stage, { recursive: true });
    await diskReleased(`${image}.new`);
    fs.renameSync(`${image}.new`, image);
}

/** A file system of that size with the image's tree in it, made once and kept beside the other caches. */
async function baseDisk(tree: string, mb: number): Promise<string> {
    const disk = cacheDir("disks", `${path.basename(tree)}-${mb}.img`);
    return withLock(`${disk}.lock`, async () => {
        if (fs.existsSync(disk)) return disk;
        fs.rmSync(`${disk}.new`, { force: true });
        const options = ["-q", "-F", "-m", "0", "-E", "lazy_journal_init=1,root_owner=0:0"];
        await output("mkfs.ext4", [...options, "-d", tree, `${disk}.new`, `${mb}M`]);
        fs.renameSync(`${disk}.new`, disk);
        return disk;
    });
}
