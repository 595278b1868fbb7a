import * as fs from "node:fs";
import * as path from "node:path";
import { buildEngine, builtEngine } from "./build";
import { downloadEngine, downloadedEngine } from "./download";
import { engineIn, ENGINE_VERSION, type Engine } from "./engine";

export type { Engine } from "./engine";

/**
 * The Pulumi engine of the lab. In this order: `pulumi` on PATH (3.220.0 or later, with its Node language host), what an
 * earlier call downloaded or built, the official downloader from npm, a build from the pinned Go modules.
 * Safe to call from several processes at once. Throws one error that says what to do when there is no way.
 */
export async function ensureEngine(log: (line: string) => void): Promise<Engine> {
    const ready = await readyEngine();
    if (ready) return ready;
    log(`no pulumi ${ENGINE_VERSION} or later on PATH, none in the cache`);
    return (await downloadEngine(log)) ?? (await buildEngine(log));
}

/** The engine that can be had without network and build; undefined when there is none yet. */
export async function readyEngine(): Promise<Engine | undefined> {
    return (await engineOnPath(process.env.PATH ?? "")) ?? (await downloadedEngine()) ?? (await builtEngine());
}

/** The first usable engine in the folders of `searchPath`. Wrappers such as node_modules/.bin/pulumi do not count. */
export async function engineOnPath(searchPath: string): Promise<Engine | undefined> {
    for (const folder of searchPath.split(path.delimiter).filter(Boolean)) {
        const link = path.join(folder, "pulumi");
        if (!fs.existsSync(link)) continue;
        // A package manager's link leads to the folder where the language host is.
        for (const bin of new Set([folder, path.dirname(fs.realpathSync(link))])) {
            const engine = await engineIn(path.resolve(bin), "PATH");
            if (engine) return engine;
        }
    }
    return undefined;
}
