import { Resolver } from "node:dns/promises";
import type { LabNetwork } from "../net/network";

const TIMEOUT_MS = 1000;
/** A server that just starts may drop a question: then the next one comes soon. */
const PROBE_MS = 100;
const NOTHING = new Set(["ENOTFOUND", "ENODATA"]);

/**
 * The data of `name`'s records of this type, sorted, names without their last dot; empty when there are none.
 * Asks the lab's authoritative server, hence no cache. Throws if it does not answer.
 */
export function queryDns(net: LabNetwork, name: string, type: string): Promise<string[]> {
    return queryServer(net.dns, name, type);
}

/** As queryDns, of the server at this address. */
export async function queryServer(server: string, name: string, type: string): Promise<string[]> {
    const resolver = resolverOf(server, TIMEOUT_MS);
    try {
        const answer: unknown = await resolver.resolve(name, type);
        return (Array.isArray(answer) ? answer : [answer]).map((data) => render(type, data)).sort();
    } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code !== undefined && NOTHING.has(code)) return [];
        throw new Error(`${server} gives no answer for ${name} ${type}: ${code ?? message}`);
    }
}

/** The serial that the server at this address has for a zone; throws if there is no answer within `milliseconds`. */
export async function serialAt(server: string, zone: string, milliseconds = PROBE_MS): Promise<number> {
    return (await resolverOf(server, milliseconds, 1).resolveSoa(zone)).serial;
}

function resolverOf(server: string, timeout: number, tries = 2): Resolver {
    const resolver = new Resolver({ timeout, tries });
    resolver.setServers([server]);
    return resolver;
}

function render(type: string, data: unknown): string {
    if (typeof data === "string") return data;
    // A TXT record comes as its strings, which belong together (DKIM keys, SPF).
    if (Array.isArray(data)) return data.join("");
    const fields = data as Record<string, string | number>;
    switch (type) {
        case "MX":
            return `${fields.priority} ${fields.exchange}`;
        case "SRV":
            return `${fields.priority} ${fields.weight} ${fields.port} ${fields.name}`;
        case "CAA": {
            const { critical, ...tag } = fields;
            return Object.entries(tag).map(([key, value]) => `${critical} ${key} "${value}"`)[0];
        }
        case "SOA":
            return [fields.nsname, fields.hostmaster, fields.serial, fields.refresh, fields.retry, fields.expire]
                .concat(fields.minttl)
                .join(" ");
        default:
            throw new Error(
                `records of type ${type} cannot be asked for; A, AAAA, CAA, CNAME, MX, NS, PTR, SOA, SRV, TXT can`,
            );
    }
}
