import type { Cloud } from "../cloud";
import type { Call, Route } from "../http/exchange";
import { isReserved, isZoneName, servedBy, zoneName } from "../zone-names";
import { ACCOUNT, NAME_SERVERS } from "./account";
import { newId, result, resultPage } from "./envelope";
import { invalid, zoneNotFound } from "./errors";
import type { CloudflareZone } from "./model";
import { findZone } from "./records";

export function zoneRoutes(cloud: Cloud): Route[] {
    return [
        { method: "GET", path: "/accounts", handle: (call) => resultPage(call, [ACCOUNT], { size: 20, largest: 50 }) },
        { method: "GET", path: "/zones", handle: (call) => list(cloud, call) },
        {
            method: "POST",
            path: "/zones",
            handle: async ({ body }) => result(zoneView(await createZone(cloud, String(body.name ?? "")))),
        },
        {
            method: "GET",
            path: "/zones/:zone",
            handle: (call) => result(zoneView(findZone(cloud.state, call.params.zone))),
        },
        { method: "DELETE", path: "/zones/:zone", handle: (call) => remove(cloud, call) },
        {
            method: "GET",
            path: "/user/tokens/verify",
            handle: () => result({ id: "1ab00000000000000000000000000001", status: "active" }),
        },
    ];
}

function list(cloud: Cloud, call: Call) {
    const tests: Record<string, (zone: CloudflareZone, wanted: string) => boolean> = {
        name: ({ name }, wanted) => name === wanted.toLowerCase(),
        "account.id": (_, wanted) => ACCOUNT.id === wanted,
        "account.name": (_, wanted) => ACCOUNT.name === wanted,
        status: (_, wanted) => wanted === "active",
    };
    const asked = [...call.query].filter(([key, value]) => key in tests && value !== "");
    const any = call.query.get("match") === "any" && asked.length > 0;
    const kept = cloud.state.zones.filter((zone) => {
        const results = asked.map(([key, wanted]) => tests[key](zone, wanted));
        return any ? results.includes(true) : !results.includes(false);
    });
    return resultPage(call, kept.map(zoneView), { size: 20, largest: 50 });
}

/** Makes a zone that is active at once: in the lab nobody has to delegate it. */
export async function createZone(cloud: Cloud, text: string): Promise<CloudflareZone> {
    const name = zoneName(text);
    if (!isZoneName(name)) throw invalid(1049, `${text} is not a valid domain`);
    if (isReserved(name)) throw invalid(1049, `${name} belongs to the lab itself: choose another name`);
    const now = cloud.now().toISOString();
    const zone = await cloud.change((state) => {
        const server = servedBy(state, name);
        if (server === "Cloudflare") throw invalid(1061, `${name} already exists`);
        if (server) throw invalid(1061, `${name} is served by ${server} in this lab: delete it there`);
        const made: CloudflareZone = { id: newId(), name, created: now, modified: now };
        state.zones.push(made);
        return made;
    });
    await cloud.publishZones();
    return zone;
}

async function remove(cloud: Cloud, { params }: Call) {
    await cloud.change((state) => {
        if (!state.zones.some(({ id }) => id === params.zone)) throw zoneNotFound();
        state.zones = state.zones.filter(({ id }) => id !== params.zone);
        state.records = state.records.filter(({ zoneId }) => zoneId !== params.zone);
    });
    await cloud.publishZones();
    return result({ id: params.zone });
}

function zoneView(zone: CloudflareZone): object {
    return {
        id: zone.id,
        name: zone.name,
        status: "active",
        paused: false,
        type: "full",
        development_mode: 0,
        name_servers: NAME_SERVERS,
        original_name_servers: null,
        original_registrar: null,
        original_dnshost: null,
        created_on: zone.created,
        modified_on: zone.modified,
        activated_on: zone.created,
        vanity_name_servers: [],
        verification_key: null,
        cname_suffix: null,
        meta: {
            step: 2,
            custom_certificate_quota: 0,
            page_rule_quota: 3,
            phishing_detected: false,
            cdn_only: false,
            dns_only: false,
            foundation_dns: false,
        },
        owner: { id: null, type: "user", email: null, name: null },
        account: ACCOUNT,
        tenant: { id: null, name: null },
        tenant_unit: { id: null },
        permissions: ["#dns_records:edit", "#dns_records:read", "#zone:read"],
        plan: {
            id: "0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee",
            name: "Free Website",
            price: 0,
            currency: "USD",
            frequency: "",
            is_subscribed: false,
            can_subscribe: false,
            legacy_id: "free",
            legacy_discount: false,
            externally_managed: false,
        },
    };
}
