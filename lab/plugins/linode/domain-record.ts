import { echo } from "../plan";
import type { Resource } from "../resource";
import { int, type Props, text, type Value } from "../values";
import type { Json, LinodeApi } from "./api";
import { sameSeconds } from "./domain-seconds";

const optional = (value: unknown): string | undefined => (value as string | null) ?? undefined;

function stateOf(domainId: number | undefined, record: Json): Props {
    return {
        domainId,
        recordType: record.type as string,
        name: (record.name as string | undefined) ?? "",
        target: record.target as string,
        ttlSec: (record.ttl_sec as number | undefined) ?? 0,
        priority: (record.priority as number | undefined) ?? 0,
        weight: (record.weight as number | undefined) ?? 0,
        port: (record.port as number | undefined) ?? 0,
        service: optional(record.service),
        protocol: optional(record.protocol),
        tag: optional(record.tag),
    };
}

function body(inputs: Props): Json {
    return {
        type: text(inputs, "recordType"),
        name: text(inputs, "name"),
        target: text(inputs, "target"),
        ttl_sec: int(inputs, "ttlSec"),
        priority: int(inputs, "priority"),
        weight: int(inputs, "weight"),
        port: int(inputs, "port"),
        service: text(inputs, "service"),
        protocol: text(inputs, "protocol"),
        tag: text(inputs, "tag"),
    };
}

/** The API answers with full hosts: one that was written without a dot is the same. */
function same(property: string, stored: Value | undefined, next: Value | undefined): boolean {
    if (property === "ttlSec") return sameSeconds(stored, next);
    if (property !== "target" || typeof stored !== "string" || typeof next !== "string") return false;
    return !next.includes(".") && stored.includes(next);
}

/** linode:index/domainRecord:DomainRecord. Import takes "domainId,recordId". */
export function domainRecord(api: LinodeApi): Resource {
    const path = (domain: unknown, id?: string): string => `/domains/${String(domain)}/records${id ? `/${id}` : ""}`;
    return {
        same,
        create: async (inputs) => {
            const domainId = int(inputs, "domainId");
            const made = await api.post(path(domainId), body(inputs));
            return { id: String(made.id), state: { ...echo(inputs), ...stateOf(domainId, made) } };
        },
        read: async (id, state) => {
            const [record, domain] = id.split(",").reverse();
            const domainId = domain === undefined ? int(state, "domainId") : Number(domain);
            const found = await api.find(path(domainId, record));
            return found && { id: record, state: stateOf(domainId, found) };
        },
        update: async (id, { inputs }) => {
            const domainId = int(inputs, "domainId");
            return { ...echo(inputs), ...stateOf(domainId, await api.put(path(domainId, id), body(inputs))) };
        },
        remove: async (id, state) => api.drop(path(state.domainId, id)),
    };
}
