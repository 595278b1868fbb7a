import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { withLock } from "../../net/lock";
import type { Accelerator } from "./command-line";
import { kernelOf } from "./boot-files";

/** Where the outcome is kept: it holds until this machine boots anew. */
const KEPT = "/run/pulumi-standby/accelerator";
/** A kernel speaks within a second of its start when the processor runs it. */
const SPEAKS_SECONDS = 10;

/**
 * KVM where it runs Debian's kernel, else software emulation. The device alone proves nothing: a nested KVM may start a
 * BIOS and no more. So the kernel of `tree` is started, once in each boot of this machine.
 */
export function accelerator(tree: string): Promise<Accelerator> {
    return withLock(`${KEPT}.lock`, async () => {
        if (!fs.existsSync("/dev/kvm")) return "tcg";
        if (fs.existsSync(KEPT)) return fs.readFileSync(KEPT, "utf8").trim() as Accelerator;
        const found = (await kernelSpeaks(tree)) ? "kvm" : "tcg";
        fs.mkdirSync(path.dirname(KEPT), { recursive: true });
        fs.writeFileSync(KEPT, `${found}\n`);
        return found;
    });
}

function kernelSpeaks(tree: string): Promise<boolean> {
    const hardware = ["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-m", "256"];
    const processor = ["-machine", "q35", "-accel", "kvm", "-cpu", "host"];
    const kernel = ["-kernel", kernelOf(tree), "-append", "console=ttyS0 earlyprintk=ttyS0 panic=-1"];
    const args = [...hardware, ...processor, ...kernel, "-serial", "stdio"];
    return new Promise((resolve) => {
        const child = spawn("qemu-system-x86_64", args, { stdio: ["ignore", "pipe", "ignore"] });
        const limit = setTimeout(() => child.kill("SIGKILL"), SPEAKS_SECONDS * 1000);
        let said = "";
        child.stdout.on("data", (chunk: Buffer) => {
            said += chunk.toString("latin1");
            if (said.includes("Linux version")) child.kill("SIGKILL");
        });
        child.on("error", () => undefined);
        child.on("close", () => {
            clearTimeout(limit);
            resolve(said.includes("Linux version"));
        });
    });
}
