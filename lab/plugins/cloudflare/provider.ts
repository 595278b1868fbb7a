import type { Provider } from "../resource";
import { CloudflareApi } from "./api";
import { dnsRecord } from "./dns-record";
import { getDnsRecords } from "./dns-records";
import { getZone, zone } from "./zone";

/** The `cloudflare` plugin: a thin client of the Cloudflare API v4, local or real. */
export function cloudflare(): Provider {
    const api = new CloudflareApi();
    return {
        name: "cloudflare",
        acceptSecrets: false,
        replacesWholeOnly: false,
        configure: (config) => api.configure(config),
        resources: {
            "cloudflare:index/dnsRecord:DnsRecord": dnsRecord(api),
            "cloudflare:index/zone:Zone": zone(api),
        },
        functions: {
            "cloudflare:index/getZone:getZone": getZone(api),
            "cloudflare:index/getDnsRecords:getDnsRecords": getDnsRecords(api),
        },
    };
}
