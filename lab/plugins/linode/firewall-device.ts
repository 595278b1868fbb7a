import { echo } from "../plan";
import type { Resource } from "../resource";
import { type Props, text } from "../values";
import type { Json, LinodeApi } from "./api";
import { timestamp } from "../names";

function stateOf(firewallId: unknown, device: Json): Props {
    const entity = device.entity as Json;
    return {
        firewallId: Number(firewallId),
        entityId: entity.id as number,
        entityType: entity.type as string,
        created: timestamp(device.created),
        updated: timestamp(device.updated),
    };
}

const pathOf = (firewallId: unknown, id = ""): string => `/networking/firewalls/${String(firewallId)}/devices/${id}`;

/** linode:index/firewallDevice:FirewallDevice. Import takes "firewallId,deviceId". */
export function firewallDevice(api: LinodeApi): Resource {
    return {
        create: async (inputs) => {
            const body = { id: inputs.entityId, type: text(inputs, "entityType") ?? "linode" };
            const device = await api.post(pathOf(inputs.firewallId).replace(/\/$/, ""), body);
            return { id: String(device.id), state: { ...echo(inputs), ...stateOf(inputs.firewallId, device) } };
        },
        read: async (id, state) => {
            const [device, firewallId] = id.split(",").reverse();
            const owner = firewallId ?? state.firewallId;
            const found = await api.find(pathOf(owner, device));
            return found && { id: device, state: stateOf(owner, found) };
        },
        update: async (_id, { state, inputs }) => ({ ...state, ...echo(inputs) }),
        remove: async (id, state) => api.drop(pathOf(state.firewallId, id)),
    };
}
