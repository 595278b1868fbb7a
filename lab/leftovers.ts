import * as fs from "node:fs";
import * as path from "node:path";
import { MachineCgroup } from "./machine/cgroup";
import { openMachine } from "./machine/machine";
import { attempt, output } from "./net/command";
import { networkOf } from "./net/network";
import { labDir } from "./paths";

/** Destroys all machines of a lab, also half-made ones and those whose folder is gone. */
export async function destroyMachines(lab: string, slot: number): Promise<void> {
    const folder = labDir(lab, "machines");
    const ids = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
    await Promise.all(
        ids
            .map((id) => path.join(folder, id))
            .filter((dir) => fs.existsSync(path.join(dir, "spec.json")))
            .map((dir) => openMachine(dir).destroy()),
    );
    for (const cgroup of strayCgroups(networkOf(lab, slot).netns)) {
        cgroup.freeze(true);
        await cgroup.kill();
        cgroup.remove();
    }
}

function strayCgroups(netns: string): MachineCgroup[] {
    const parent = path.dirname(new MachineCgroup("any").path);
    const names = fs.readdirSync(parent).filter((name) => new RegExp(`^${netns}-\\d+$`).test(name));
    return names.map((name) => new MachineCgroup(name));
}

/** Unmounts what is mounted in the lab's folder and frees the loop devices of its disks, then deletes it. */
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
