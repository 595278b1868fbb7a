import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { repoRoot } from "../paths";

/** The providers that the lab can stand in for. */
const NAMES = ["linode", "cloudflare", "command", "random"];
export const LAB_PLUGINS = path.join(repoRoot, "lab", "plugins", "bin");

/**
 * The folder of each provider plugin: the real one, where the user's own Pulumi has it in the version of our SDK, else
 * the lab's. STANDBY_PLUGINS=lab: always the lab's.
 */
export function pluginFolders(): Record<string, string> {
    const onlyLab = process.env.STANDBY_PLUGINS === "lab";
    return Object.fromEntries(NAMES.map((name) => [name, (onlyLab ? undefined : realPlugin(name)) ?? LAB_PLUGINS]));
}

function realPlugin(name: string): string | undefined {
    const version = sdkVersion(name);
    const home = process.env.PULUMI_HOME ?? path.join(os.homedir(), ".pulumi");
    const folder = path.join(home, "plugins", `resource-${name}-v${version}`);
    return version && fs.existsSync(path.join(folder, `pulumi-resource-${name}`)) ? folder : undefined;
}

function sdkVersion(name: string): string | undefined {
    const file = path.join(repoRoot, "node_modules", "@pulumi", name, "package.json");
    if (!fs.existsSync(file)) return undefined;
    const { version, pulumi } = JSON.parse(fs.readFileSync(file, "utf8")) as {
        version: string;
        pulumi?: { version?: string };
    };
    return pulumi?.version ?? version;
}
