import { defaultReverseName } from "../addresses";
import type { Cloud } from "../cloud";
import { nameOf, ttlOf } from "../linode/domain-views";
import { type CloudState, domainRecordsOf, domainsOf } from "../state";
import type { LabState, LabZone } from "./model";

/** All that the lab may show: no passwords, user data or keys. */
export function stateView({ state, net, ground }: Cloud): LabState {
    return {
        lab: net.lab,
        slot: net.slot,
        settings: state.settings,
        cuts: state.cuts,
        instances: state.instances.map((instance) => ({
            id: instance.id,
            label: instance.label,
            region: instance.region,
            type: instance.type,
            backend: instance.backend ?? "nspawn",
            status: instance.status,
            host: instance.host,
            running: ground.running(instance.id),
            watchdog: instance.watchdog,
            ipv4: instance.ipv4,
            ipv6: instance.ipv6,
            rdns: Object.fromEntries(
                [instance.ipv4, instance.ipv6].map((one) => [one, state.rdns[one] ?? defaultReverseName(one)]),
            ),
            tags: instance.tags,
        })),
        firewalls: state.firewalls.map(({ id, label, status, devices, rules }) => ({
            id,
            label,
            status,
            linodeIds: devices.map(({ linodeId }) => linodeId),
            rules,
        })),
        placementGroups: state.placementGroups,
        zones: [...cloudflareZones(state), ...linodeZones(state)],
    };
}

function cloudflareZones(state: CloudState): LabZone[] {
    return state.zones.map(({ id, name }) => ({
        service: "cloudflare",
        id,
        name,
        records: state.records
            .filter(({ zoneId }) => zoneId === id)
            .map((record) => ({
                id: record.id,
                name: record.name,
                type: record.type,
                content: record.content,
                ttl: record.ttl,
                proxied: record.proxied,
                ...(record.priority === undefined ? {} : { priority: record.priority }),
            })),
    }));
}

function linodeZones(state: CloudState): LabZone[] {
    return domainsOf(state).map((domain) => ({
        service: "linode",
        id: String(domain.id),
        name: domain.domain,
        records: domainRecordsOf(state, domain.id).map((record) => ({
            id: String(record.id),
            name: nameOf(record, domain),
            type: record.type,
            content: record.target,
            ttl: ttlOf(record, domain),
            proxied: false,
            ...(record.type === "MX" || record.type === "SRV" ? { priority: record.priority } : {}),
        })),
    }));
}
