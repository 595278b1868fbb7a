import { toProps } from "../names";
import { echo } from "../plan";
import type { Invoke, Resource } from "../resource";
import { nested, type Props, text } from "../values";
import type { CloudflareApi, Json } from "./api";

const word = (value: unknown): string => (value as string | null | undefined) ?? "";
const words = (value: unknown): string[] => (value as string[] | null | undefined) ?? [];
const part = (zone: Json, key: string, empty: Json): Props =>
    toProps({ ...empty, ...(zone[key] as Json | null) }) as Props;

const META = {
    cdn_only: false,
    custom_certificate_quota: 0,
    dns_only: false,
    foundation_dns: false,
    page_rule_quota: 3,
    phishing_detected: false,
    step: 0,
};
const PLAN = {
    can_subscribe: false,
    currency: "USD",
    externally_managed: false,
    frequency: "",
    id: "",
    is_subscribed: false,
    legacy_discount: false,
    legacy_id: "free",
    name: "Free Website",
    price: 0,
};

/** Every key that the SDK's types promise, whatever the API leaves out. */
function zoneProps(zone: Json): Props {
    return {
        account: part(zone, "account", { id: "", name: "" }),
        activatedOn: word(zone.activated_on),
        cnameSuffix: word(zone.cname_suffix),
        createdOn: word(zone.created_on),
        developmentMode: (zone.development_mode as number | undefined) ?? 0,
        meta: part(zone, "meta", META),
        modifiedOn: word(zone.modified_on),
        name: word(zone.name),
        nameServers: words(zone.name_servers),
        originalDnshost: word(zone.original_dnshost),
        originalNameServers: words(zone.original_name_servers),
        originalRegistrar: word(zone.original_registrar),
        owner: part(zone, "owner", { id: "", name: "", type: "user" }),
        paused: zone.paused === true,
        permissions: words(zone.permissions),
        plan: part(zone, "plan", PLAN),
        status: word(zone.status),
        tenant: part(zone, "tenant", { id: "", name: "" }),
        tenantUnit: part(zone, "tenant_unit", { id: "" }),
        type: word(zone.type),
        vanityNameServers: words(zone.vanity_name_servers),
        verificationKey: word(zone.verification_key),
    };
}

/** cloudflare:index/zone:Zone. */
export function zone(api: CloudflareApi): Resource {
    return {
        create: async (inputs) => {
            const account = { id: text(nested(inputs, "account") ?? {}, "id") };
            const body = { account, name: text(inputs, "name"), type: text(inputs, "type") ?? "full" };
            const made = (await api.post("/zones", body)) as Json;
            return { id: String(made.id), state: { ...echo(inputs), ...zoneProps(made) } };
        },
        read: async (id) => {
            const found = await api.find(`/zones/${id}`);
            return found && { id, state: zoneProps(found) };
        },
        update: async (id, { inputs, changed }) => {
            const body = { paused: inputs.paused, type: inputs.type, vanity_name_servers: inputs.vanityNameServers };
            if (changed.size > 0) await api.patch(`/zones/${id}`, JSON.parse(JSON.stringify(body)) as Json);
            return zoneProps((await api.get(`/zones/${id}`)) as Json);
        },
        remove: async (id) => {
            await api.delete(`/zones/${id}`);
        },
    };
}

function query(filter: Props): string {
    const account = nested(filter, "account") ?? {};
    const given: [string, string | undefined][] = [
        ["name", text(filter, "name")],
        ["account.id", text(account, "id")],
        ["account.name", text(account, "name")],
        ["status", text(filter, "status")],
        ["match", text(filter, "match")],
        ["order", text(filter, "order")],
        ["direction", text(filter, "direction")],
    ];
    const used = given.filter((entry): entry is [string, string] => entry[1] !== undefined);
    return new URLSearchParams(used).toString();
}

/** cloudflare:index/getZone:getZone: by id, or by a filter that must hit exactly one zone. */
export function getZone(api: CloudflareApi): Invoke {
    return async (inputs) => {
        const id = text(inputs, "zoneId");
        const filter = nested(inputs, "filter");
        if ((id === undefined) === (filter === undefined))
            throw new Error("getZone: give exactly one of zoneId and filter");
        let found: Json;
        if (id !== undefined) {
            found = (await api.get(`/zones/${id}`)) as Json;
        } else {
            const zones = (await api.get(`/zones?${query(filter ?? {})}`)) as Json[];
            if (zones.length !== 1) throw new Error(`failed to find exactly one result, found ${zones.length}`);
            found = zones[0];
        }
        const zoneId = String(found.id);
        return { ...inputs, ...zoneProps(found), id: zoneId, zoneId };
    };
}
