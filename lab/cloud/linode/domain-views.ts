import type { ZoneRecord } from "../ground";
import type { Domain, DomainRecord } from "./domain-model";

/** The servers that Linode gives to a domain. In the lab their names lead to the lab's own server. */
const NAME_SERVERS = ["ns1", "ns2", "ns3", "ns4", "ns5"].map((name) => `${name}.linode.com`);
const DEFAULT_TTL = 86400;
/** Bytes that one string of a TXT record holds. */
const STRING = /.{1,255}/g;

export function domainView(one: Domain): object {
    return {
        id: one.id,
        domain: one.domain,
        type: one.type,
        status: one.status,
        soa_email: one.soaEmail,
        description: one.description,
        group: one.group,
        tags: one.tags,
        master_ips: one.masterIps,
        axfr_ips: one.axfrIps,
        ttl_sec: one.ttlSec,
        retry_sec: one.retrySec,
        expire_sec: one.expireSec,
        refresh_sec: one.refreshSec,
        created: one.created,
        updated: one.updated,
    };
}

export function recordView(one: DomainRecord): object {
    const { id, type, name, target, priority, weight, port, service, protocol, tag, created, updated } = one;
    const rest = { id, type, name, target, priority, weight, port, service, protocol, tag, created, updated };
    return { ...rest, ttl_sec: one.ttlSec };
}

/** Full name of a record. */
export function nameOf({ name }: DomainRecord, { domain }: Domain): string {
    return name === "" ? domain : `${name}.${domain}`;
}

/** Seconds that resolvers keep a record: its own, else the domain's, else Linode's default. */
export function ttlOf({ ttlSec }: DomainRecord, domain: Domain): number {
    return ttlSec || domain.ttlSec || DEFAULT_TTL;
}

/** The lines of a domain's zone file, as the API shows what its servers were given last. Pure. */
export function zoneFileView(domain: Domain, records: DomainRecord[]): { zone_file: string[] } {
    if (domain.status !== "active") return { zone_file: [] };
    const seconds = [domain.refreshSec || 14400, domain.retrySec || 14400, domain.expireSec || 1209600];
    const soa = ["ns1.linode.com.", `${domain.soaEmail.replace("@", ".")}.`, domain.id, ...seconds, DEFAULT_TTL];
    const lines = records.map((record) => {
        const host = ["MX", "NS", "CNAME", "SRV", "PTR"].includes(record.type) ? "." : "";
        const columns = [record.name || "@", record.ttlSec || "", record.type, dataOf(record) + host];
        return columns.filter((column) => column !== "").join("  ");
    });
    return {
        zone_file: [
            `; ${domain.domain} [${domain.id}]`,
            `$TTL ${domain.ttlSec || DEFAULT_TTL}`,
            `@  IN  SOA  ${soa.join(" ")}`,
            ...NAME_SERVERS.map((name) => `@    NS  ${name}.`),
            ...lines,
        ],
    };
}

/** What Linode's servers serve of a domain. Pure. */
export function servedDomain(domain: Domain, records: DomainRecord[]): ZoneRecord[] {
    const apex = NAME_SERVERS.map((data) => ({ name: domain.domain, ttl: DEFAULT_TTL, type: "NS", data }));
    const own = records.map((record) => ({
        name: nameOf(record, domain),
        ttl: ttlOf(record, domain),
        type: record.type,
        data: dataOf(record),
    }));
    return [...apex, ...own];
}

function dataOf({ type, target, priority, weight, port, tag }: DomainRecord): string {
    if (type === "MX") return `${priority} ${target}`;
    if (type === "SRV") return `${priority} ${weight} ${port} ${target}`;
    if (type === "CAA") return `0 ${tag} "${target}"`;
    if (type !== "TXT") return target;
    // The text comes without quotes, and Linode cuts it itself.
    const strings = target.match(STRING) ?? [];
    return strings.map((one) => `"${one.replace(/["\\]/g, "\\$&")}"`).join(" ");
}
