import * as fs from "node:fs";
import * as path from "node:path";
import { LabPair } from "../pair";
import { repoRoot } from "../paths";
import { openStack } from "./stack";
import type { Verb } from "./verb";

const FOLDER = path.join(repoRoot, "dist", "test", "drills", "backup-mx");

/** The drills there are, by name; empty in an installation without tests. */
export function drillNames(): string[] {
    if (!fs.existsSync(FOLDER)) return [];
    const names = fs.readdirSync(FOLDER).map((file) => /^([a-z0-9-]+)\.js$/.exec(file)?.[1]);
    return names.filter((name) => name !== undefined).sort();
}

export const drill: Verb = {
    args: "<name>",
    help: "run a scripted failure with a promise, and measure",
    run: async ({ lab: name, say }, [wanted]) => {
        const names = drillNames();
        if (wanted === undefined || !names.includes(wanted)) {
            const said = wanted === undefined ? "no drill given" : `no drill "${wanted}"`;
            throw new Error(`${said}: there are ${names.join(", ") || "none"}`);
        }
        const { lab, pulumi } = await openStack(name);
        // Only now: the other verbs do without the tests.
        const { drillNamed } = await import("../../test/drills/all-drills");
        const { runDrill } = await import("../../test/drills/drill");
        const { broken } = await runDrill(drillNamed(wanted), await LabPair.open(lab, pulumi), say);
        return broken.length === 0 ? 0 : 1;
    },
};
