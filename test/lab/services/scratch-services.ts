import { readFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { claimSlot, netDown, netUp, networkOf, type LabNetwork } from "../../../lab/net/network";
import { labDir } from "../../../lab/paths";
import { stopServices } from "../../../lab/services";

/** A network of a test's own, with a folder for the services in it. */
export interface ScratchServices {
    net: LabNetwork;
    dir: string;
    /** Stops and removes everything. */
    end(): Promise<void>;
}

export async function scratchServices(lab: string): Promise<ScratchServices> {
    const net = networkOf(lab, await claimSlot(lab));
    await netUp(net);
    const dir = await mkdtemp(path.join(tmpdir(), `${lab}-`));
    const end = async (): Promise<void> => {
        await stopServices(dir);
        await netDown(net);
        await rm(dir, { recursive: true });
        await rm(labDir(lab), { recursive: true });
    };
    return { net, dir, end };
}

/** Kills a service as a crash would. */
export function killService(dir: string, service: string): void {
    process.kill(Number(readFileSync(path.join(dir, service, "pid"), "utf8").split(" ")[0]), "SIGKILL");
}

/** The processes that still have `dir` mounted, wherever they are, and those in the lab's namespace. */
export async function leftOvers(dir: string): Promise<string[]> {
    const found: string[] = [];
    for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
        const mounts = await readFile(`/proc/${pid}/mountinfo`, "utf8").catch(() => "");
        if (mounts.includes(dir)) found.push(`${pid} ${await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "")}`);
    }
    return found;
}
