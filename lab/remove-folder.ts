import * as fs from "node:fs";
import { attempt, output } from "./net/command";

/** Unmounts what is mounted in a folder and frees the loop devices of the disks in it, then deletes it. */
export async function removeFolder(folder: string): Promise<void> {
    for (const target of mountsBelow(folder)) await output("umount", ["--lazy", target]);
    for (const device of loopDevices(folder)) await attempt("losetup", ["--detach", device]);
    await output("rm", ["-rf", "--one-file-system", folder]);
}

/** The deepest first. */
function mountsBelow(folder: string): string[] {
    const targets = fs
        .readFileSync("/proc/mounts", "utf8")
        .split("\n")
        .map((line) => (line.split(" ")[1] ?? "").replace(/\\040/g, " "));
    return targets.filter((target) => target.startsWith(`${folder}/`)).reverse();
}

function loopDevices(folder: string): string[] {
    const loops = fs.readdirSync("/sys/block").filter((name) => name.startsWith("loop"));
    return loops.filter((name) => backingFile(name).startsWith(`${folder}/`)).map((name) => `/dev/${name}`);
}

function backingFile(loop: string): string {
    try {
        return fs.readFileSync(`/sys/block/${loop}/loop/backing_file`, "utf8");
    } catch {
        return "";
    }
}
