import { ensureEngine } from "../../lab/engine/find";
import { ensureImage } from "../../lab/machine/image";
import { prepareHost } from "../../lab/prepare-host";
import { ensureServicesTree } from "../../lab/services";

/** What takes minutes on a new machine and is cached: done once, before any test has a time limit. */
export async function mochaGlobalSetup(): Promise<void> {
    const log = (line: string) => console.error(line);
    // Only the full set has tests of virtual machines.
    const vms = process.argv.some((word) => word.includes("test/drills/"));
    await prepareHost(vms ? "npm run drills" : "npm test", log, vms ? ["*"] : []);
    await Promise.all([ensureImage("linode/debian12", log), ensureServicesTree(log)]);
    if (vms) await ensureImage("linode/debian12", log, "qemu");
    await ensureEngine(log);
}
