import type { Cloud } from "../cloud";
import { ok, type Call, type Route } from "../http/exchange";
import type { CloudState } from "../state";
import { notFound } from "./errors";
import { addEvent } from "./events";
import { attach } from "./firewall-attachment";
import { deviceView, firewallEntity } from "./firewall-views";
import { existingFirewall } from "./firewalls";
import type { FirewallDevice } from "./model";
import { page } from "./page";
import { findById, Input } from "./read-input";

const PATH = "/networking/firewalls/:id/devices";

/** Which Linodes a firewall covers. */
export function firewallDeviceRoutes(cloud: Cloud): Route[] {
    const view = (device: FirewallDevice) => deviceView(cloud.state, device);
    return [
        {
            method: "GET",
            path: PATH,
            handle: (call) => page(call, existingFirewall(cloud.state, call.params.id).devices.map(view)),
        },
        { method: "POST", path: PATH, handle: async (call) => ok(view(await create(cloud, call))) },
        {
            method: "GET",
            path: `${PATH}/:device`,
            handle: ({ params }) => ok(view(existing(cloud.state, params.id, params.device))),
        },
        { method: "DELETE", path: `${PATH}/:device`, handle: (call) => remove(cloud, call) },
    ];
}

async function create(cloud: Cloud, { params, body }: Call): Promise<FirewallDevice> {
    const firewallId = existingFirewall(cloud.state, params.id).id;
    const input = new Input(body);
    const linodeId = input.integer("id");
    if (linodeId === undefined) input.problem("id", "id is required");
    if (input.text("type") !== "linode") input.problem("type", "Must be linode: the lab has no other devices");
    input.done();
    const device = await cloud.change((state) => {
        const made = attach(state, cloud.now(), firewallId, linodeId ?? 0, "id");
        const firewall = existingFirewall(state, params.id);
        addEvent(state, cloud.now(), "firewall_device_add", firewallEntity(firewall), "notification");
        return made;
    });
    await cloud.publishRules();
    return device;
}

async function remove(cloud: Cloud, { params }: Call) {
    await cloud.change((state) => {
        const gone = existing(state, params.id, params.device);
        const firewall = existingFirewall(state, params.id);
        firewall.devices = firewall.devices.filter((device) => device !== gone);
        addEvent(state, cloud.now(), "firewall_device_remove", firewallEntity(firewall), "notification");
    });
    await cloud.publishRules();
    return ok({});
}

function existing(state: CloudState, firewallId: string, id: string): FirewallDevice {
    const device = findById(existingFirewall(state, firewallId).devices, id);
    if (!device) throw notFound();
    return device;
}
