import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import type { Lab } from "../../lab/lab";
import { labDir } from "../../lab/paths";

const text = (program: string, ...args: string[]) => execFileSync(program, args, { encoding: "utf8" });

/** All that there is of a lab on this machine: processes, mounts, loop devices, namespaces, links, routes, files. */
export async function leftOvers({ name, net }: Lab): Promise<string[]> {
    const folder = labDir(name);
    const ofNetns = new RegExp(`(^|[^\\w-])${net.netns}(-\\d+)?($|[^\\w-])`);
    const lines = (what: string, output: string, ours: (line: string) => boolean) =>
        output
            .split("\n")
            .filter(ours)
            .map((line) => `${what}: ${line.trim()}`);
    const inFolder = (line: string) => line.includes(`${folder}/`);
    return [
        ...processes((line) => inFolder(line) || line.includes(`main.js ${name} `)),
        ...lines("mount", fs.readFileSync("/proc/mounts", "utf8"), inFolder),
        ...lines("loop device", text("losetup", "--list", "--noheadings", "--output", "NAME,BACK-FILE"), inFolder),
        ...lines("namespace", text("ip", "netns", "list"), (line) => ofNetns.test(line)),
        ...lines(
            "link",
            text("ip", "-o", "link"),
            // Bridges and ports of VLANs belong into the lab's own namespace: none is ever to be seen out here.
            (line) => new RegExp(` (sb${net.slot}|vlan-[0-9a-f]{10}|v\\d+e\\d)[@:]`).test(line),
        ),
        ...lines("route", text("ip", "route"), (line) => line.includes(`10.213.${net.slot}.`)),
        ...lines("rule", text("nft", "list", "ruleset"), (line) => line.includes(`10.213.${net.slot}.`)),
        ...(fs.existsSync(folder) ? [`folder: ${folder}`] : []),
    ];
}

/**
 * By command line, by what they have mounted and by where they are: a machine's processes know nothing of the lab, but their
 * root is in it, and QEMU works in its machine's folder.
 */
function processes(ours: (line: string) => boolean): string[] {
    const pids = fs.readdirSync("/proc").filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid);
    return pids.flatMap((pid) => {
        const command = readOrNothing(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
        const mounts = readOrNothing(`/proc/${pid}/mountinfo`);
        const place = `${linkOrNothing(`/proc/${pid}/cwd`)}/`;
        return [command, place, ...mounts.split("\n")].some(ours) ? [`process: ${pid} ${command}`] : [];
    });
}

function linkOrNothing(link: string): string {
    try {
        return fs.readlinkSync(link);
    } catch {
        return "";
    }
}

function readOrNothing(file: string): string {
    try {
        return fs.readFileSync(file, "utf8");
    } catch {
        return "";
    }
}
