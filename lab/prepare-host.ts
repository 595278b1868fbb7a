import { output } from "./net/command";
import { probeHost } from "./host-probe";
import { installLine, judge } from "./preflight";

/**
 * Makes sure that the lab can run on this machine: installs the Debian packages that are missing and tells so, or throws
 * one error with everything that is in the way.
 */
export async function prepareHost(command: string, log: (line: string) => void): Promise<void> {
    const { error, install, warnings } = judge(await probeHost(command));
    for (const warning of warnings) log(`warning: ${warning}`);
    if (error) throw new Error(error);
    if (install.length === 0) return;
    const line = installLine(install);
    log(`installing what the lab needs: ${line}`);
    const env = { DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C.UTF-8" };
    await output("sh", ["-c", line], { env }).catch((failure: Error) => {
        throw new Error(`cannot install what the lab needs: ${failure.message}\nrun it by hand: ${line}`);
    });
    const again = await probeHost(command);
    if (again.missingTools.length > 0) {
        throw new Error(`still missing after the installation: ${again.missingTools.join(", ")}`);
    }
}
