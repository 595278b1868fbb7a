import { propsOf } from "../names";
import type { Invoke } from "../resource";
import { flag, int, nested, type Props, text } from "../values";
import type { CloudflareApi, Json } from "./api";

/** What the provider takes of a list by itself. */
const MOST = 1000;
const TEXTS = ["name", "content", "comment"] as const;
const WORDS = ["type", "search", "match", "order", "direction"] as const;

function query(inputs: Props, most: number): string {
    const words = WORDS.map((key): [string, string | undefined] => [key, text(inputs, key)]);
    const texts = TEXTS.flatMap((field) => {
        const how = Object.keys(nested(inputs, field) ?? {});
        return how.map((one): [string, string | undefined] => [`${field}.${one}`, text(nested(inputs, field)!, one)]);
    });
    const given = [...words, ...texts].filter((entry): entry is [string, string] => entry[1] !== undefined);
    return new URLSearchParams([...given, ["per_page", String(most)]]).toString();
}

/** One record with every key that the SDK's types promise, whatever the API leaves out. */
function recordProps(record: Json): Props {
    const settings = (record.settings as Json | undefined) ?? {};
    const { ipv4_only = false, ipv6_only = false, flatten_cname = false } = settings;
    const missing = {
        comment: "",
        commentModifiedOn: "",
        tagsModifiedOn: "",
        priority: 0,
        privateRouting: false,
        tags: [],
    };
    return {
        ...missing,
        data: {},
        ...propsOf(record),
        meta: JSON.stringify(record.meta ?? {}),
        settings: propsOf({ ipv4_only, ipv6_only, flatten_cname }),
    };
}

/** cloudflare:index/getDnsRecords:getDnsRecords: what stands in a zone, by a filter. */
export function getDnsRecords(api: CloudflareApi): Invoke {
    return async (inputs) => {
        const zoneId = text(inputs, "zoneId");
        if (zoneId === undefined) throw new Error("getDnsRecords: zoneId is required");
        const most = int(inputs, "maxItems") ?? MOST;
        const found = (await api.get(`/zones/${zoneId}/dns_records?${query(inputs, most)}`)) as Json[];
        const defaults = { direction: "asc", match: "all", order: "type", tagMatch: "all", proxied: false };
        const includeShadowMetadata = flag(inputs, "includeShadowMetadata") ?? false;
        return { ...defaults, includeShadowMetadata, ...inputs, results: found.map(recordProps) };
    };
}
