import * as fs from "node:fs";
import * as path from "node:path";
import type { Machine, MachineSpec } from "./machine";
import { nspawnMachine } from "./nspawn-machine";
import { qemuMachine } from "./qemu-machine";

/** The machine of that spec, on its backend. Nothing happens before the first verb. */
export function newMachine(spec: MachineSpec): Machine {
    return spec.backend === "qemu" ? qemuMachine(spec) : nspawnMachine(spec);
}

/** The machine whose folder is `dir`, made by `create` in this or another process. */
export function openMachine(dir: string): Machine {
    const file = path.join(dir, "spec.json");
    if (!fs.existsSync(file)) throw new Error(`no machine in ${dir}: ${file} is missing`);
    return newMachine(JSON.parse(fs.readFileSync(file, "utf8")) as MachineSpec);
}
