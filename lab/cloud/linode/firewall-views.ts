import { createHash } from "node:crypto";
import type { CloudState } from "../state";
import type { EventEntity, Firewall, FirewallDevice } from "./model";
import { findById } from "./read-input";

export function firewallView(state: CloudState, firewall: Firewall): object {
    return {
        id: firewall.id,
        label: firewall.label,
        status: firewall.status,
        tags: firewall.tags,
        rules: rulesView(firewall),
        entities: firewall.devices.map((device) => deviceEntity(state, device)),
        created: firewall.created,
        updated: firewall.updated,
    };
}

export function rulesView(firewall: Firewall): object {
    const fingerprint = createHash("sha256").update(JSON.stringify(firewall.rules)).digest("hex").slice(0, 8);
    return { ...firewall.rules, version: firewall.rulesVersion, fingerprint };
}

export function deviceView(state: CloudState, device: FirewallDevice): object {
    const { id, created } = device;
    return { id, created, updated: created, entity: deviceEntity(state, device) };
}

function deviceEntity(state: CloudState, { linodeId }: FirewallDevice): object {
    const label = findById(state.instances, linodeId)?.label ?? "";
    return { id: linodeId, label, type: "linode", url: `/v4/linode/instances/${linodeId}`, parent_entity: null };
}

export function firewallEntity({ id, label }: Firewall): EventEntity {
    return { id, label, type: "firewall", url: `/v4/networking/firewalls/${id}` };
}
