import { renderTxt } from "./txt";

/** One record. `name` is a full name, with or without the last dot; `ttl` is in seconds. */
export interface ZoneRecord {
    name: string;
    ttl: number;
    type: string;
    /** As in a zone file, names in it are full names: `10 mail.example.org` for MX. TXT may also be the bare text. */
    data: string;
}

/** A zone as its owner sees it. NS records at its apex name its servers; SOA is made by the lab. */
export interface Zone {
    name: string;
    records: ZoneRecord[];
}

/** A zone as it is served. */
export interface ServedZone extends Zone {
    /** Full names, at least one; the first is the primary of the SOA. */
    nameServers: string[];
}

/** Seconds that a resolver may believe that a name does not exist: what was just created is seen at once. */
export const NEGATIVE_TTL = 1;
/** Seconds of the records that the lab itself adds. */
export const LAB_TTL = 3600;

/** The name in lower case and with its last dot; "." is the root. Throws if no zone file could hold it. */
export function fqdn(name: string): string {
    const full = name === "." ? "." : `${name.toLowerCase().replace(/\.$/, "")}.`;
    if (full !== "." && !/^([a-z0-9_*/-]{1,63}\.)+$/.test(full)) {
        throw new Error(
            `${JSON.stringify(name)} is not a domain name: labels of 1 to 63 letters, digits, "-" or "_" are allowed, ` +
                "write others in their xn-- form",
        );
    }
    return full;
}

/** Whether `name` is `zone` or below it; both with their last dots. */
export function within(name: string, zone: string): boolean {
    return zone === "." || name === zone || name.endsWith(`.${zone}`);
}

/** The zone file. Equal zones give equal text but for the serial, in whatever order their records come. */
export function renderZone(zone: ServedZone, serial: number): string {
    const apex = fqdn(zone.name);
    const contact = apex === "." ? "hostmaster." : `hostmaster.${apex}`;
    const soa = `${fqdn(zone.nameServers[0])} ${contact} ${serial} 10800 3600 604800 ${NEGATIVE_TTL}`;
    const records = [
        ...zone.nameServers.map((server) => ({ name: apex, ttl: LAB_TTL, type: "NS", data: fqdn(server) })),
        ...zone.records.filter((record) => !(record.type === "NS" && fqdn(record.name) === apex)),
    ];
    const ttls = lowestTtls(records);
    const lines = records.map((record) => renderRecord(record, apex, ttls));
    return [`$ORIGIN .`, `${apex} ${LAB_TTL} IN SOA ${soa}`, ...[...new Set(lines)].sort(), ""].join("\n");
}

/** The serial in a zone file that renderZone made. */
export function serialOf(text: string): number | undefined {
    const serial = /^\S+ \d+ IN SOA \S+ \S+ (\d+) /m.exec(text)?.[1];
    return serial === undefined ? undefined : Number(serial);
}

function renderRecord(record: ZoneRecord, apex: string, ttls: Map<string, number>): string {
    const name = fqdn(record.name);
    const type = record.type.toUpperCase();
    const where = `record ${record.name} ${record.type}`;
    if (!within(name, apex)) throw new Error(`${where} is outside of its zone ${apex}; put it into its own zone`);
    if (type === "SOA") throw new Error(`${where} is made by the lab; leave it out`);
    if (!/^[A-Z][A-Z0-9]*$/.test(type))
        throw new Error(`${where}: ${JSON.stringify(record.type)} is not a record type`);
    return `${name} ${ttls.get(setOf(record))} IN ${type} ${renderData(type, record.data, where)}`;
}

function renderData(type: string, data: string, where: string): string {
    if (type === "TXT" || type === "SPF") return renderTxt(data);
    const outsideQuotes = data.replace(/"(?:[^"\\]|\\.)*"/g, "");
    if (data.trim() === "" || /[\r\n";()]/.test(outsideQuotes) || /[\r\n]/.test(data)) {
        throw new Error(`${where}: ${JSON.stringify(data)} is not one line of record data in zone-file form`);
    }
    return data.trim();
}

/** Records of one name and type have one TTL in DNS (RFC 2181, 5.2), though services let them differ: the lowest wins. */
function lowestTtls(records: ZoneRecord[]): Map<string, number> {
    const ttls = new Map<string, number>();
    for (const record of records) {
        if (!Number.isInteger(record.ttl) || record.ttl < 0 || record.ttl > 2 ** 31 - 1) {
            throw new Error(`record ${record.name} ${record.type}: ttl ${record.ttl} is not a whole number of seconds`);
        }
        const set = setOf(record);
        ttls.set(set, Math.min(record.ttl, ttls.get(set) ?? Infinity));
    }
    return ttls;
}

function setOf(record: ZoneRecord): string {
    return `${fqdn(record.name)} ${record.type.toUpperCase()}`;
}
