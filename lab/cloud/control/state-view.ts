import { defaultReverseName } from "../addresses";
import type { Cloud } from "../cloud";
import type { LabState } from "./model";

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
        zones: state.zones.map(({ id, name }) => ({
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
        })),
    };
}
