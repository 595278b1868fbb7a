import { echo } from "../plan";
import type { Before, Failure, Resource } from "../resource";
import { absent, flag, int, isProps, type Props, text, type Value } from "../values";
import { jsonOf, toProps } from "../names";
import type { CloudflareApi, Json } from "./api";

const AUTOMATIC = 1;
const [LEAST_TTL, MOST_TTL] = [30, 86400];

function check(inputs: Props): Failure[] {
    const failures: Failure[] = [];
    if (!absent(inputs.content) && !absent(inputs.data))
        failures.push({ property: "content", reason: "conflicts with data" });
    const ttl = int(inputs, "ttl");
    if (ttl !== undefined && ttl !== AUTOMATIC && (ttl < LEAST_TTL || ttl > MOST_TTL)) {
        failures.push({
            property: "ttl",
            reason: `expected 1 (automatic) or ${LEAST_TTL} to ${MOST_TTL} seconds, got ${ttl}`,
        });
    }
    return failures;
}

const noSettings = (value: Value | undefined): boolean =>
    absent(value) || (isProps(value) && Object.values(value).every((setting) => setting !== true));

function same(property: string, stored: Value | undefined, next: Value | undefined, before: Before): boolean {
    if (property === "settings") return noSettings(stored) && noSettings(next);
    if (property === "tags")
        return [stored, next].every((value) => absent(value) || (Array.isArray(value) && !value.length));
    if (typeof stored !== "string" || typeof next !== "string") return false;
    if (property === "content") return before.state.type === "CNAME" && stored.toLowerCase() === next.toLowerCase();
    // The API answers with full names: what the program wrote is compared with what it wrote before.
    return property === "name" && before.inputs.name === next && (next === "@" || stored.startsWith(`${next}.`));
}

const SENT = [
    "type",
    "name",
    "content",
    "ttl",
    "priority",
    "proxied",
    "comment",
    "tags",
    "settings",
    "data",
    "privateRouting",
];

function body(inputs: Props): Json {
    const { data, ...rest }: Props = Object.fromEntries(SENT.map((key) => [key, inputs[key]]));
    return { proxied: false, ...jsonOf(rest), ...(isProps(data) ? { data: jsonOf(data) } : {}) };
}

/** The outputs; `name` stays as written until the record is read. */
function stateOf(inputs: Props, record: Json, name: string): Props {
    const settings = (record.settings as Json | undefined) ?? {};
    return {
        ...echo(inputs),
        name,
        type: text(inputs, "type") ?? (record.type as string),
        content: (record.content as string | undefined) ?? "",
        ttl: record.ttl as number,
        priority: (record.priority as number | undefined) ?? inputs.priority,
        proxied: record.proxied === true,
        proxiable: record.proxiable === true,
        comment: (record.comment as string | null) ?? undefined,
        tags: (record.tags as string[] | undefined) ?? [],
        settings: {
            flattenCname: flag(toProps(settings) as Props, "flattenCname") ?? false,
            ipv4Only: settings.ipv4_only === true,
            ipv6Only: settings.ipv6_only === true,
        },
        meta: JSON.stringify(record.meta ?? {}),
        createdOn: String(record.created_on ?? ""),
        modifiedOn: String(record.modified_on ?? ""),
        commentModifiedOn: String(record.comment_modified_on ?? ""),
        tagsModifiedOn: String(record.tags_modified_on ?? ""),
        includeShadowMetadata: flag(inputs, "includeShadowMetadata") ?? false,
    };
}

/** cloudflare:index/dnsRecord:DnsRecord. Import takes "zoneId/recordId". Deleting a missing record is an error. */
export function dnsRecord(api: CloudflareApi): Resource {
    const path = (zone: unknown, id?: string): string => `/zones/${String(zone)}/dns_records${id ? `/${id}` : ""}`;
    return {
        sets: ["tags"],
        unknownOnUpdate: ["modifiedOn", "commentModifiedOn", "tagsModifiedOn", "meta"],
        check,
        same,
        create: async (inputs) => {
            const record = (await api.post(path(inputs.zoneId), body(inputs))) as Json;
            return { id: String(record.id), state: stateOf(inputs, record, text(inputs, "name") ?? "") };
        },
        read: async (id, state) => {
            const [record, zone] = id.split("/").reverse();
            const zoneId = zone ?? text(state, "zoneId");
            const found = await api.find(path(zoneId, record));
            if (!found) return undefined;
            const known: Props = { ...state, zoneId };
            if (isProps(state.data) || (found.data && absent(state.content))) known.data = toProps(found.data ?? {});
            return { id: record, state: stateOf(known, found, String(found.name)) };
        },
        update: async (id, { inputs }) => {
            const record = (await api.put(path(inputs.zoneId, id), body(inputs))) as Json;
            return stateOf(inputs, record, text(inputs, "name") ?? "");
        },
        remove: async (id, state) => {
            await api.delete(path(state.zoneId, id));
        },
    };
}
