import type { Invoke } from "../resource";
import { type Props, text } from "../values";
import type { Json, LinodeApi } from "./api";
import { getDomain, getDomainZonefile } from "./domain";
import { propsOf, timestamp } from "../names";

const items = (value: unknown): Props[] => ((value as Json[] | undefined | null) ?? []).map(propsOf);
const words = (value: unknown): string[] => (value as string[] | undefined | null) ?? [];
const word = (value: unknown): string => (value as string | undefined | null) ?? "";
const price = (value: unknown): Props[] => (value ? [propsOf(value)] : []);

function region(json: Json): Props {
    const limits = (json.placement_group_limits as Json | undefined) ?? {};
    const resolvers = json.resolvers as Json | undefined;
    const most = {
        maximum_linodes_per_pg: limits.maximum_linodes_per_pg ?? 0,
        maximum_pgs_per_customer: limits.maximum_pgs_per_customer ?? 0,
    };
    return {
        id: word(json.id),
        label: word(json.label),
        country: word(json.country),
        status: word(json.status),
        siteType: word(json.site_type),
        capabilities: words(json.capabilities),
        placementGroupLimits: [propsOf(most)],
        resolvers: resolvers ? [{ ipv4: word(resolvers.ipv4), ipv6: word(resolvers.ipv6) }] : [],
    };
}

function instanceType(json: Json): Props {
    const addons = (json.addons as { backups?: { price?: unknown; region_prices?: unknown } } | undefined)?.backups;
    return {
        ...propsOf({ id: json.id, label: json.label, class: json.class, disk: json.disk, memory: json.memory }),
        ...propsOf({ vcpus: json.vcpus, transfer: json.transfer, network_out: json.network_out ?? 0 }),
        acceleratedDevices: (json.accelerated_devices as number | undefined) ?? 0,
        prices: price(json.price),
        regionPrices: items(json.region_prices),
        addons: [{ backups: [{ prices: price(addons?.price), regionPrices: items(addons?.region_prices) }] }],
    };
}

function image(json: Json): Props {
    return {
        id: word(json.id),
        label: word(json.label),
        description: word(json.description),
        created: timestamp(json.created),
        createdBy: word(json.created_by),
        expiry: json.expiry ? timestamp(json.expiry) : "",
        deprecated: json.deprecated === true,
        isPublic: json.is_public === true,
        size: (json.size as number | undefined) ?? 0,
        totalSize: (json.total_size as number | undefined) ?? 0,
        status: word(json.status),
        type: word(json.type),
        vendor: word(json.vendor),
        capabilities: words(json.capabilities),
        tags: words(json.tags),
        replications: items(json.regions),
    };
}

function profile(json: Json): Props {
    const referrals = (json.referrals as Json | undefined) ?? {};
    return {
        id: word(json.email),
        email: word(json.email),
        username: word(json.username),
        timezone: word(json.timezone),
        lishAuthMethod: word(json.lish_auth_method),
        authorizedKeys: words(json.authorized_keys),
        emailNotifications: json.email_notifications === true,
        ipWhitelistEnabled: json.ip_whitelist_enabled === true,
        restricted: json.restricted === true,
        twoFactorAuth: json.two_factor_auth === true,
        referrals: [
            {
                code: word(referrals.code),
                url: word(referrals.url),
                total: (referrals.total as number | undefined) ?? 0,
                completed: (referrals.completed as number | undefined) ?? 0,
                pending: (referrals.pending as number | undefined) ?? 0,
                credit: (referrals.credit as number | undefined) ?? 0,
            },
        ],
    };
}

/** The data sources that the lab answers. */
export function linodeFunctions(api: LinodeApi): Record<string, Invoke> {
    const byId = (path: string, shape: (json: Json) => Props): Invoke => {
        return async (inputs) => ({ ...inputs, ...shape(await api.get(`${path}/${text(inputs, "id") ?? ""}`)) });
    };
    return {
        "linode:index/getRegion:getRegion": byId("/regions", region),
        "linode:index/getInstanceType:getInstanceType": byId("/linode/types", instanceType),
        "linode:index/getImage:getImage": byId("/images", image),
        "linode:index/getDomain:getDomain": getDomain(api),
        "linode:index/getDomainZonefile:getDomainZonefile": getDomainZonefile(api),
        "linode:index/getProfile:getProfile": async () => profile(await api.get("/profile")),
    };
}
