import * as fs from "node:fs";
import * as path from "node:path";
import { MachineCgroup } from "./machine/cgroup";
import { openMachine } from "./machine/machine";
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
