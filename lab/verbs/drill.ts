import * as fs from "node:fs";
import * as path from "node:path";
import { KINDS, openPair, type PairKind } from "../kinds";
import { repoRoot } from "../paths";
import { kindsIn, openStack } from "./stack";
import type { Verb } from "./verb";

const ALL = path.join(repoRoot, "dist/test/drills/all-drills.js");

/** The drills there are for pairs of a kind, by name; empty in an installation without tests. */
export async function drillNames(kind: PairKind): Promise<string[]> {
    // Only now: the other verbs do without the tests.
    return fs.existsSync(ALL) ? (await import("../../test/drills/all-drills")).drillNames(kind) : [];
}

export const drill: Verb = {
    args: "<name>",
    help: "run a scripted failure with a promise, and measure",
    run: async ({ lab: name, say }, [wanted = ""]) => {
        const names = new Map<PairKind, string[]>();
        const inLab = kindsIn(name);
        for (const kind of inLab.length > 0 ? inLab : KINDS) names.set(kind, await drillNames(kind));
        const kind = [...names.keys()].find((one) => names.get(one)?.includes(wanted));
        if (kind === undefined) {
            const said = wanted === "" ? "no drill given" : `no drill "${wanted}"`;
            throw new Error(`${said}: there are ${[...names.values()].flat().join(", ") || "none"}`);
        }
        const { lab, pulumi } = await openStack(name, kind);
        const { drillNamed } = await import("../../test/drills/all-drills");
        const { runDrill } = await import("../../test/drills/drill");
        const { broken } = await runDrill(drillNamed(kind, wanted), await openPair(kind, lab, pulumi), say);
        return broken.length === 0 ? 0 : 1;
    },
};
