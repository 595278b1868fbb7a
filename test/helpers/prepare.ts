import { ensureEngine } from "../../lab/engine/find";
import { ensureImage } from "../../lab/machine/image";
import { prepareHost } from "../../lab/prepare-host";
import { ensureServicesTree } from "../../lab/services";

/** What takes minutes on a new machine and is cached: done once, before any test has a time limit. */
export async function mochaGlobalSetup(): Promise<void> {
    const log = (line: string) => console.error(line);
    // Some tests are about virtual machines, whatever the others run on.
    await prepareHost("npm test", log, ["*"]);
    await Promise.all([ensureImage("linode/debian12", log), ensureServicesTree(log)]);
    await ensureImage("linode/debian12", log, "qemu");
    await ensureEngine(log);
}
