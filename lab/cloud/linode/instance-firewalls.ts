import type { Cloud } from "../cloud";
import type { Call, Route } from "../http/exchange";
import type { CloudState } from "../state";
import { addEvent } from "./events";
import { attach } from "./firewall-attachment";
import { firewallEntity, firewallView } from "./firewall-views";
import { existingFirewall } from "./firewalls";
import { existing } from "./instances";
import type { Firewall, Instance } from "./model";
import { page } from "./page";
import { Input } from "./read-input";

const PATH = "/linode/instances/:id/firewalls";

/** The firewall that an instance is under, and its replacement: how a machine is walled off that cannot be shut down. */
export function instanceFirewallRoutes(cloud: Cloud): Route[] {
    const views = (instance: Instance) => holders(cloud.state, instance).map((one) => firewallView(cloud.state, one));
    return [
        { method: "GET", path: PATH, handle: (call) => page(call, views(existing(cloud, call.params.id))) },
        { method: "PUT", path: PATH, handle: async (call) => page(call, views(await replace(cloud, call))) },
    ];
}

function holders(state: CloudState, { id }: Instance): Firewall[] {
    return state.firewalls.filter(({ devices }) => devices.some(({ linodeId }) => linodeId === id));
}

/** All or nothing: with a firewall that does not exist, the instance stays under the one that it has. */
async function replace(cloud: Cloud, { params, body }: Call): Promise<Instance> {
    const instance = existing(cloud, params.id);
    const input = new Input(body);
    const wanted = input.integers("firewall_ids");
    if (wanted === undefined) input.problem("firewall_ids", "firewall_ids is required");
    input.done();
    await cloud.change((state) => {
        for (const firewall of holders(state, instance)) {
            firewall.devices = firewall.devices.filter(({ linodeId }) => linodeId !== instance.id);
            addEvent(state, cloud.now(), "firewall_device_remove", firewallEntity(firewall), "notification");
        }
        for (const id of wanted ?? []) {
            attach(state, cloud.now(), id, instance.id, "firewall_ids");
            const entity = firewallEntity(existingFirewall(state, String(id)));
            addEvent(state, cloud.now(), "firewall_device_add", entity, "notification");
        }
    });
    await cloud.publishRules();
    return instance;
}
