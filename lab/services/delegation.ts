import type { LabNetwork } from "../net/network";
import { reverseZones } from "./reverse";
import { fqdn, LAB_TTL, within, type ServedZone, type Zone } from "./zone";

/** The lab's one name server, for zones whose owner names none. */
export const NAME_SERVER = "ns.standby-lab.";

/**
 * All that the lab's name server serves: `zones`, the reverse zones (empty unless given), and a root zone above them.
 * Each zone is delegated from the closest zone above it, and each name server's name leads to the lab's server, so that
 * a resolver that starts at this root finds everything, and nothing else exists.
 */
export function servedZones(net: LabNetwork, zones: Zone[]): ServedZone[] {
    const given = new Set(zones.map((zone) => fqdn(zone.name)));
    const reverse = reverseZones(net, []).filter((zone) => !given.has(fqdn(zone.name)));
    const root = given.has(".") ? [] : [{ name: ".", records: [] }];
    const served = [...root, ...zones, ...reverse].map(serve);
    const names = served.map((zone) => zone.name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice) throw new Error(`zone ${twice} is given twice; merge the two`);
    for (const zone of served) if (zone.name !== ".") delegate(zone, served);
    for (const server of new Set(served.flatMap((zone) => zone.nameServers))) addGlue(net, server, served);
    return served;
}

function serve(zone: Zone): ServedZone {
    const name = fqdn(zone.name);
    const apex = zone.records.filter((record) => record.type === "NS" && fqdn(record.name) === name);
    const nameServers = apex.length > 0 ? apex.map((record) => fqdn(record.data)) : [NAME_SERVER];
    return { name, records: [...zone.records], nameServers };
}

function delegate(zone: ServedZone, served: ServedZone[]): void {
    const parent = closest(zone.name, served, zone);
    for (const server of zone.nameServers) {
        parent.records.push({ name: zone.name, ttl: LAB_TTL, type: "NS", data: server });
    }
}

function addGlue(net: LabNetwork, server: string, served: ServedZone[]): void {
    const home = closest(server, served);
    const has = home.records.some((record) => /^(A|AAAA|CNAME)$/.test(record.type) && fqdn(record.name) === server);
    if (!has) home.records.push({ name: server, ttl: LAB_TTL, type: "A", data: net.dns });
}

/** The deepest zone that holds `name`; `except` is passed over. The root holds every name. */
function closest(name: string, served: ServedZone[], except?: ServedZone): ServedZone {
    const above = served.filter((zone) => zone !== except && within(name, zone.name));
    return above.reduce((deepest, zone) => (zone.name.length > deepest.name.length ? zone : deepest));
}
