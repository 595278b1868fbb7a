import * as fs from "node:fs";
import * as path from "node:path";
import { findGo, goProblem } from "./engine/go";
import { readyEngine } from "./engine/find";
import { cacheDir, labsDir } from "./paths";
import type { HostFacts } from "./preflight";

/** Looks at this machine for these tools; changes nothing. */
export async function probeHost(command: string, tools: Record<string, string>): Promise<HostFacts> {
    const engineMissing = (await readyEngine()) === undefined;
    return {
        platform: process.platform,
        root: process.getuid?.() === 0,
        os: readOs(),
        node: process.versions.node,
        engineMissing,
        goProblem: engineMissing ? goProblem(await findGo()) : undefined,
        missingTools: Object.keys(tools).filter((tool) => !isInstalled(tool)),
        cgroup2: /^\S+ \S+ cgroup2 /m.test(read("/proc/mounts")),
        freeMb: freeSpace([cacheDir(), labsDir()]),
        command,
    };
}

function readOs(): HostFacts["os"] {
    const text = read("/etc/os-release");
    const value = (key: string) => new RegExp(`^${key}="?([^"\n]*)"?$`, "m").exec(text)?.[1] ?? "";
    const like = value("ID_LIKE").split(" ").filter(Boolean);
    return { id: value("ID"), like, version: value("VERSION_ID"), pretty: value("PRETTY_NAME") };
}

/** Also where PATH of a user without root does not lead. */
function isInstalled(tool: string): boolean {
    const folders = [...(process.env.PATH ?? "").split(path.delimiter), "/usr/local/sbin", "/usr/sbin", "/sbin"];
    return folders.some((folder) => folder !== "" && fs.existsSync(path.join(folder, tool)));
}

/** One entry per file system. */
function freeSpace(folders: string[]): HostFacts["freeMb"] {
    const seen = new Set<number>();
    return folders.map(existingParent).flatMap((folder) => {
        const { dev } = fs.statSync(folder);
        if (seen.has(dev)) return [];
        seen.add(dev);
        const { bavail, bsize } = fs.statfsSync(folder);
        return [{ folder, mb: Math.floor((bavail * bsize) / 1024 / 1024) }];
    });
}

function existingParent(folder: string): string {
    return fs.existsSync(folder) ? folder : existingParent(path.dirname(folder));
}

function read(file: string): string {
    try {
        return fs.readFileSync(file, "utf8");
    } catch {
        return "";
    }
}
