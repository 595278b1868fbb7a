import * as fs from "node:fs";
import * as path from "node:path";
import { output } from "../net/command";
import { seedFiles, withRootPassword } from "./first-boot";
import type { MachineSpec } from "./machine";
import { readOr } from "./process";
import { within } from "./wait";

/** Path of a machine's disk: a sparse file with one ext4 file system. A container's holds its layer over the image. */
export function diskImage(spec: MachineSpec): string {
    return path.join(spec.dir, "disk.img");
}

/** Makes the disk with the first content of the machine. Complete or not there at all; idempotent. */
export async function makeDisk(spec: MachineSpec): Promise<void> {
    const image = diskImage(spec);
    if (fs.existsSync(image)) return;
    const stage = path.join(spec.dir, "stage");
    fs.rmSync(stage, { recursive: true, force: true });
    fs.mkdirSync(path.join(stage, "work"), { recursive: true });
    await stageSeed(spec, path.join(stage, "upper"));
    fs.rmSync(`${image}.new`, { force: true });
    const options = ["-q", "-F", "-m", "0", "-E", "lazy_itable_init=1,lazy_journal_init=1,root_owner=0:0"];
    await output("mkfs.ext4", [...options, "-d", stage, `${image}.new`, `${spec.diskMb}M`]);
    fs.rmSync(stage, { recursive: true });
    fs.renameSync(`${image}.new`, image);
}

/** Writes what a new machine has over its image into the folder `upper`. */
export async function stageSeed(spec: MachineSpec, upper: string): Promise<void> {
    for (const file of seedFiles(spec, await shadow(spec))) {
        const target = path.join(upper, file.path);
        fs.mkdirSync(path.dirname(target), { recursive: true, mode: 0o755 });
        fs.writeFileSync(target, file.content);
        fs.chmodSync(target, file.mode ?? 0o644);
        fs.chownSync(target, 0, file.group ?? 0);
    }
    likeImage(spec.image, upper);
}

/** Gives each folder of the upper layer the mode of the folder that it covers: /root must stay closed. */
function likeImage(lower: string, upper: string): void {
    const below = fs.statSync(lower, { throwIfNoEntry: false });
    fs.chmodSync(upper, below ? below.mode & 0o7777 : upper.endsWith("/.ssh") ? 0o700 : 0o755);
    for (const entry of fs.readdirSync(upper, { withFileTypes: true })) {
        if (entry.isDirectory()) likeImage(path.join(lower, entry.name), path.join(upper, entry.name));
    }
}

async function shadow(spec: MachineSpec): Promise<string | undefined> {
    if (spec.rootPassword === undefined) return undefined;
    const hashing = ["openssl", "passwd", "-6", "-stdin"];
    const hash = await output("chroot", [spec.image, ...hashing], { stdin: `${spec.rootPassword}\n` });
    return withRootPassword(fs.readFileSync(path.join(spec.image, "etc", "shadow"), "utf8"), hash.trim());
}

/** Waits until no loop device holds the file: mounts of killed processes go a moment after them. */
export async function diskReleased(image: string): Promise<void> {
    await within(10, `the kernel lets go of ${image}`, () => !loopFiles().includes(image));
}

function loopFiles(): string[] {
    const devices = fs.readdirSync("/sys/block").filter((name) => name.startsWith("loop"));
    return devices.map((name) => readOr(`/sys/block/${name}/loop/backing_file`, "").trim());
}
