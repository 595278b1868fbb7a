import type { LabNetwork } from "../net/network";
import { reverseZones } from "../services/reverse";
import { DEFAULT_NAMES_ZONE, defaultReverseName } from "./addresses";
import { NAME_SERVERS } from "./cloudflare/account";
import type { CloudflareZone, DnsRecord } from "./cloudflare/model";
import type { Zone, ZoneRecord } from "./ground";
import { servedDomain } from "./linode/domain-views";
import { type CloudState, domainRecordsOf, domainsOf } from "./state";

const AUTOMATIC_TTL = 300;
const DEFAULT_NAMES_TTL = 86400;
/** Where names lead that are proxied: to Cloudflare, which is not there in the lab. */
const PROXY: Record<string, string[]> = {
    A: ["104.21.48.1", "172.67.160.1"],
    AAAA: ["2606:4700:3030::6815:3001"],
};

/** All zones that the state asks for: the users' own, and both directions of the machines' addresses. */
export function zonesOf(state: CloudState, net: LabNetwork): Zone[] {
    const addresses = state.instances.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]);
    const pointers = addresses.map((address) => ({
        address,
        name: state.rdns[address] ?? defaultReverseName(address),
    }));
    const forward: ZoneRecord[] = addresses.map((address) => ({
        name: defaultReverseName(address),
        ttl: DEFAULT_NAMES_TTL,
        type: address.includes(":") ? "AAAA" : "A",
        data: address,
    }));
    return [
        ...state.zones.map((zone) => userZone(state, zone)),
        ...domainsOf(state)
            .filter(({ status }) => status === "active")
            .map((one) => ({ name: one.domain, records: servedDomain(one, domainRecordsOf(state, one.id)) })),
        { name: DEFAULT_NAMES_ZONE, records: forward },
        ...reverseZones(net, pointers),
    ];
}

function userZone(state: CloudState, zone: CloudflareZone): Zone {
    const apex = NAME_SERVERS.map((data) => ({ name: zone.name, ttl: 86400, type: "NS", data }));
    const own = state.records.filter(({ zoneId }) => zoneId === zone.id).flatMap((one) => served(state, zone, one));
    return { name: zone.name, records: [...apex, ...own] };
}

function served(state: CloudState, zone: CloudflareZone, record: DnsRecord): ZoneRecord[] {
    const ttl = record.ttl === 1 ? AUTOMATIC_TTL : record.ttl;
    const { name, type } = record;
    if (record.proxied && type !== "CNAME") return PROXY[type].map((data) => ({ name, ttl, type, data }));
    if (record.proxied) return PROXY.A.map((data) => ({ name, ttl, type: "A", data }));
    // The servers of the zone itself are Cloudflare's, whatever its owner writes.
    if (type === "NS" && name === zone.name) return [];
    if (type === "CNAME" && name === zone.name) return flattened(state, record, ttl);
    if (type === "MX") return [{ name, ttl, type, data: `${record.priority} ${record.content}` }];
    if (type === "SRV") return [{ name, ttl, type, data: `${record.priority} ${record.content}` }];
    return [{ name, ttl, type, data: record.content }];
}

/** A CNAME cannot stand at a zone's apex in DNS: Cloudflare answers there with the addresses it leads to. */
function flattened(state: CloudState, { name, content }: DnsRecord, ttl: number): ZoneRecord[] {
    return state.records
        .filter((one) => one.name === content && (one.type === "A" || one.type === "AAAA"))
        .map(({ type, content: data }) => ({ name, ttl, type, data }));
}
