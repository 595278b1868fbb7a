import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import * as path from "node:path";
import type { LabNetwork } from "../net/network";
import { cacheDir } from "../paths";
import { hostAptOptions, hostDebianSources } from "./apt-sources";
import { runningPid, startDaemon } from "./daemon";
import { withLock } from "../net/lock";
import { ensureServicesTree, RELEASE } from "./tree";
import { writeAtomically } from "./zone-store";

/** Port of the package cache on net.hostSide. */
export const APT_CACHE_PORT = 3142;
const CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";
const ARCHIVE_SECONDS = 4;

/** How the package cache reaches the archive. */
export interface ArchiveAccess {
    /** URL of the proxy that the host's own apt uses. */
    proxy?: string;
    /** Nothing is asked, what was fetched before is served. */
    offline: boolean;
}

/** The configuration of the package cache. */
export function renderAptCacheConf(net: LabNetwork, access: ArchiveAccess): string {
    // There is no Remap line on purpose: with one, a request is served from a list of mirrors that may be empty, and
    // fails. Without, the cache is a plain proxy for whatever archive the machines' sources name.
    return `BindAddress: ${net.hostSide}
Port: ${APT_CACHE_PORT}
CacheDir: /cache
LogDir: /lab
SupportDir: /usr/lib/apt-cacher-ng
CAfile: /lab/ca-certificates.crt
ForeGround: 1
VerboseLog: 1
ReportPage:
Offlinemode: ${access.offline ? 1 : 0}
PassThroughPattern: .*:443$
${access.proxy ? `Proxy: ${access.proxy}\n` : ""}`;
}

/**
 * Starts the package cache of the lab's machines on net.hostSide unless it runs. It runs outside of the lab's network,
 * for it needs the archive; packages stay in the cache folder of the lab's slot, whatever happens to the lab.
 * When the archive does not answer at the start, it serves what it has until it is stopped.
 */
export async function startAptCache(net: LabNetwork, dir: string, log = (_line: string): void => {}): Promise<void> {
    const tree = await ensureServicesTree(log);
    const state = path.join(dir, "apt-cacher-ng");
    const cache = cacheDir("apt", String(net.slot));
    await withLock(path.join(dir, "apt-cache.lock"), async () => {
        await mkdir(path.join(state, "conf"), { recursive: true });
        await mkdir(cache, { recursive: true });
        // In place: a running cache sees it, so that it survives a change of the host's network.
        await writeFile(path.join(state, "resolv.conf"), await readFile("/etc/resolv.conf").catch(() => ""));
        if (runningPid(state) !== undefined) return;
        if (await aptCacheAnswers(net)) {
            // It would start all the same and share the port.
            throw new Error(
                `something else serves ${urlOf(net)} already; stop it (the package cache of a former lab?)`,
            );
        }
        await copyFile(CERTIFICATES, path.join(state, "ca-certificates.crt")).catch(() => undefined);
        const access = await archiveAccess();
        if (access.offline)
            log("the package archive does not answer: machines get only packages that are in the cache");
        await writeAtomically(path.join(state, "conf/acng.conf"), renderAptCacheConf(net, access));
        const argv = ["apt-cacher-ng", "-c", "/lab/conf"];
        await startDaemon({ dir: state, tree, cache, argv, ready: () => aptCacheAnswers(net) });
    });
}

/** Whether the package cache answers; what it answers is of no interest. */
export async function aptCacheAnswers(net: LabNetwork): Promise<boolean> {
    const answer = await fetch(urlOf(net), { signal: AbortSignal.timeout(1000) }).catch(() => undefined);
    await answer?.body?.cancel();
    return answer !== undefined;
}

function urlOf(net: LabNetwork): string {
    return `http://${net.hostSide}:${APT_CACHE_PORT}/`;
}

async function archiveAccess(): Promise<ArchiveAccess> {
    const option = (await hostAptOptions()).find((line) => line.startsWith("Acquire::http::Proxy "));
    const proxy = option && /"(.+)"/.exec(option)?.[1];
    if (proxy) return { proxy, offline: false };
    const [source] = await hostDebianSources(RELEASE);
    const url = `${source.uri}/dists/${source.suite}/InRelease`;
    const signal = AbortSignal.timeout(ARCHIVE_SECONDS * 1000);
    return { offline: !(await fetch(url, { method: "HEAD", signal }).then(Boolean, () => false)) };
}
