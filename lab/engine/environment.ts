import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { readLabFile } from "../client/lab-file";
import { labDir } from "../paths";
import type { Engine } from "./engine";
import { LAB_PLUGINS } from "./plugins";

/** What must not come from the user's shell: it could lead the lab to real clouds, states or keys. */
const OURS = /^(PULUMI_|LINODE_|CLOUDFLARE_|SSH_AUTH_SOCK$|STANDBY_RUN$)/;

/** The variables that point Pulumi at a lab, and nothing else. Makes the folders and the passphrase behind them. */
export function labVariables(lab: string): Record<string, string> {
    const { url, linodeToken, cloudflareToken } = readLabFile(lab);
    const home = labDir(lab, "pulumi", "home");
    const state = labDir(lab, "pulumi", "state");
    for (const folder of [home, state]) fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    return {
        PULUMI_HOME: home,
        // Without the `.attrs` files, which the engine does not write atomically: killed in that moment, it could never
        // read its state again ("failed to load checkpoint: EOF").
        PULUMI_BACKEND_URL: `file://${state}?metadata=skip`,
        PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(labDir(lab, "pulumi", "passphrase")),
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
        LINODE_URL: `${url}/linode`,
        LINODE_TOKEN: linodeToken,
        CLOUDFLARE_BASE_URL: `${url}/cloudflare/client/v4`,
        CLOUDFLARE_API_TOKEN: cloudflareToken,
    };
}

/** The folders that go first on PATH: the lab's plugins, the engine, the node that runs us. */
export function labPath(engine: Engine): string[] {
    return [LAB_PLUGINS, engine.bin, path.dirname(process.execPath)];
}

/** The whole environment of an engine in a lab. */
export function labEnvironment(lab: string, engine: Engine): Record<string, string> {
    const kept = Object.entries(process.env).filter(
        (entry): entry is [string, string] => entry[1] !== undefined && !OURS.test(entry[0]),
    );
    return {
        ...Object.fromEntries(kept),
        ...labVariables(lab),
        // Where --event-log is.
        PULUMI_DEBUG_COMMANDS: "true",
        PATH: [...labPath(engine), process.env.PATH ?? ""].join(path.delimiter),
    };
}

function passphraseFile(file: string): string {
    if (!fs.existsSync(file)) {
        fs.writeFileSync(file, `${crypto.randomBytes(24).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
    }
    return file;
}
