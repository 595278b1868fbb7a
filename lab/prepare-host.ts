import { vmsWanted } from "./backends";
import { probeHost } from "./host-probe";
import { output } from "./net/command";
import { installLine, judge, TOOLS, VM_TOOLS } from "./preflight";

/**
 * Makes sure that the lab can run on this machine: installs the Debian packages that are missing and tells so, or throws
 * one error with everything that is in the way. `vms`: which machines will be virtual ones; they need more.
 */
export async function prepareHost(
    command: string,
    log: (line: string) => void,
    vms: string[] = vmsWanted(undefined) ?? [],
): Promise<void> {
    const tools = { ...TOOLS, ...(vms.length > 0 ? VM_TOOLS : {}) };
    const { error, install, warnings } = judge(await probeHost(command, tools));
    for (const warning of warnings) log(`warning: ${warning}`);
    if (error) throw new Error(error);
    if (install.length === 0) return;
    const line = installLine(install);
    log(`installing what the lab needs: ${line}`);
    const env = { DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C.UTF-8" };
    await output("sh", ["-c", line], { env }).catch((failure: Error) => {
        throw new Error(`cannot install what the lab needs: ${failure.message}\nrun it by hand: ${line}`);
    });
    const again = await probeHost(command, tools);
    if (again.missingTools.length > 0) {
        throw new Error(`still missing after the installation: ${again.missingTools.join(", ")}`);
    }
}
