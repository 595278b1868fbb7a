import * as path from "node:path";
import type { LabNetwork } from "../net/network";
import { logSize, stopDaemon } from "./daemon";
import { servedZones } from "./delegation";
import { awaitZones, reloadKnot, startKnot, writeKnotConf, zonesFolder } from "./knot";
import { withLock } from "../net/lock";
import { ensureServicesTree } from "./tree";
import { forget, startUnbound } from "./unbound";
import type { ServedZone, Zone } from "./zone";
import { storeZones } from "./zone-store";

/**
 * Makes the lab's DNS serve exactly `zones` (with the reverse ones), and starts what does not run: the authoritative
 * server on net.dns and the resolver of the machines on net.gateway. Returns once the new data is served.
 * `dir` is the state folder of the lab's services. A zone that the server refuses changes nothing and throws.
 */
export async function startDns(
    net: LabNetwork,
    dir: string,
    zones: Zone[],
    log = (_line: string): void => {},
): Promise<void> {
    const served = servedZones(net, zones);
    const tree = await ensureServicesTree(log);
    await withLock(path.join(dir, "dns.lock"), () => apply(net, dir, served, tree));
}

/** As startDns: the whole desired set, at any time. Servers that died are started again. */
export const setZones = startDns;

/**
 * Makes the resolver of the machines forget all it knows, for who does not want to wait for a TTL.
 * Nothing in the lab does so by itself: old answers living on is a part of what is to be tried out.
 */
export async function flushResolver(dir: string): Promise<void> {
    await forget(path.join(dir, "unbound"), ["."]);
}

async function apply(net: LabNetwork, dir: string, zones: ServedZone[], tree: string): Promise<void> {
    const knot = path.join(dir, "knot");
    const unbound = path.join(dir, "unbound");
    const change = await storeZones(zonesFolder(knot), zones, Math.floor(Date.now() / 1000));
    const names = zones.map((zone) => zone.name);
    const restoreConf = await writeKnotConf(net, knot, names);
    const logged = await logSize(knot);
    const started = await startKnot(net, knot, tree);
    const differs = change.changed.length + change.removed.length > 0;
    if (differs && !started) await reloadKnot(knot);
    try {
        await awaitZones(net, knot, change.changed, logged);
    } catch (error) {
        await change.undo();
        await restoreConf();
        await (started ? stopDaemon(knot) : reloadKnot(knot));
        throw error;
    }
    // While the server was away the resolver noted it as dead and kept its failures for seconds.
    if (started) await stopDaemon(unbound);
    else await forget(unbound, change.added);
    await startUnbound(net, unbound, tree);
}
