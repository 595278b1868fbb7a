import * as fs from "node:fs";
import * as path from "node:path";
import { KINDS, openPair, type PairKind } from "../kinds";
import { repoRoot } from "../paths";
import { openStack } from "./stack";
import type { Verb } from "./verb";

const FOLDER = path.join(repoRoot, "dist", "test", "drills");

/** The drills there are for pairs of a kind, by name; empty in an installation without tests. */
export function drillNames(kind: PairKind): string[] {
    const folder = path.join(FOLDER, kind);
    if (!fs.existsSync(folder)) return [];
    const names = fs.readdirSync(folder).map((file) => /^([a-z0-9-]+)\.js$/.exec(file)?.[1]);
    return names.filter((name) => name !== undefined).sort();
}

export const drill: Verb = {
    args: "<name>",
    help: "run a scripted failure with a promise, and measure",
    run: async ({ lab: name, say }, [wanted = ""]) => {
        const kind = KINDS.find((one) => drillNames(one).includes(wanted));
        if (kind === undefined) {
            const said = wanted === "" ? "no drill given" : `no drill "${wanted}"`;
            throw new Error(`${said}: there are ${KINDS.flatMap(drillNames).join(", ") || "none"}`);
        }
        const { lab, pulumi } = await openStack(name, kind);
        // Only now: the other verbs do without the tests.
        const { drillNamed } = await import("../../test/drills/all-drills");
        const { runDrill } = await import("../../test/drills/drill");
        const { broken } = await runDrill(drillNamed(wanted), await openPair(kind, lab, pulumi), say);
        return broken.length === 0 ? 0 : 1;
    },
};
