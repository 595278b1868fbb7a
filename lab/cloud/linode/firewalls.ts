import type { Cloud } from "../cloud";
import { ok, type Call, type Route } from "../http/exchange";
import { nextId, type CloudState } from "../state";
import { notFound } from "./errors";
import { addEvent } from "./events";
import { attach } from "./firewall-attachment";
import { FIREWALL_LABEL, readRules } from "./firewall-input";
import { firewallEntity, firewallView, rulesView } from "./firewall-views";
import type { Firewall } from "./model";
import { page } from "./page";
import { checkLabel, findById, Input } from "./read-input";
import { linodeTime } from "./time";

const PATH = "/networking/firewalls";

/** Firewalls and their rules. An answer means that the packets obey already. */
export function firewallRoutes(cloud: Cloud): Route[] {
    const view = (firewall: Firewall) => firewallView(cloud.state, firewall);
    const read = (id: string) => existingFirewall(cloud.state, id);
    return [
        { method: "GET", path: PATH, handle: (call) => page(call, cloud.state.firewalls.map(view)) },
        { method: "POST", path: PATH, handle: async (call) => ok(view(await create(cloud, call))) },
        { method: "GET", path: `${PATH}/:id`, handle: ({ params }) => ok(view(read(params.id))) },
        { method: "PUT", path: `${PATH}/:id`, handle: async (call) => ok(view(await update(cloud, call))) },
        { method: "DELETE", path: `${PATH}/:id`, handle: (call) => remove(cloud, call) },
        { method: "GET", path: `${PATH}/:id/rules`, handle: ({ params }) => ok(rulesView(read(params.id))) },
        {
            method: "PUT",
            path: `${PATH}/:id/rules`,
            handle: async (call) => ok(rulesView(await putRules(cloud, call))),
        },
    ];
}

export function existingFirewall(state: CloudState, id: string): Firewall {
    const firewall = findById(state.firewalls, id);
    if (!firewall) throw notFound();
    return firewall;
}

async function create(cloud: Cloud, { body }: Call): Promise<Firewall> {
    const input = new Input(body);
    const label = input.requiredText("label");
    const tags = input.texts("tags") ?? [];
    const devices = new Input(input.object("devices") ?? {});
    const linodes = devices.integers("linodes") ?? [];
    if (devices.integers("nodebalancers")?.length) input.problem("devices.nodebalancers", "Not offered by the lab");
    input.done();
    const rules = readRules(input.raw("rules"), "rules");
    const now = linodeTime(cloud.now());
    const made = await cloud.change((state) => {
        checkLabel(label, FIREWALL_LABEL, labels(state));
        const id = nextId(state, "firewall");
        const stamps = { created: now, updated: now };
        const one: Firewall = { id, label, status: "enabled", tags, rules, rulesVersion: 1, devices: [], ...stamps };
        state.firewalls.push(one);
        for (const linode of linodes) attach(state, cloud.now(), id, linode, "devices.linodes");
        addEvent(state, cloud.now(), "firewall_create", firewallEntity(one), "notification");
        return one;
    });
    // A new firewall without devices alters no packet's way.
    if (made.devices.length > 0) await cloud.publishRules();
    return made;
}

async function update(cloud: Cloud, { params, body }: Call): Promise<Firewall> {
    const input = new Input(body);
    const label = input.text("label");
    const tags = input.texts("tags");
    const status = input.oneOf("status", ["enabled", "disabled"] as const);
    input.done();
    const changed = await cloud.change((state) => {
        const firewall = existingFirewall(state, params.id);
        if (label !== undefined) checkLabel(label, FIREWALL_LABEL, labels(state, firewall));
        firewall.label = label ?? firewall.label;
        firewall.tags = tags ?? firewall.tags;
        firewall.status = status ?? firewall.status;
        firewall.updated = linodeTime(cloud.now());
        addEvent(state, cloud.now(), "firewall_update", firewallEntity(firewall), "notification");
        return firewall;
    });
    await cloud.publishRules();
    return changed;
}

async function putRules(cloud: Cloud, { params, body }: Call): Promise<Firewall> {
    existingFirewall(cloud.state, params.id);
    const rules = readRules(body, "");
    const changed = await cloud.change((state) => {
        const firewall = existingFirewall(state, params.id);
        firewall.rules = rules;
        firewall.rulesVersion += 1;
        firewall.updated = linodeTime(cloud.now());
        addEvent(state, cloud.now(), "firewall_rules_update", firewallEntity(firewall), "notification");
        return firewall;
    });
    await cloud.publishRules();
    return changed;
}

async function remove(cloud: Cloud, { params }: Call) {
    await cloud.change((state) => {
        const gone = existingFirewall(state, params.id);
        state.firewalls = state.firewalls.filter((firewall) => firewall !== gone);
        addEvent(state, cloud.now(), "firewall_delete", firewallEntity(gone), "notification");
    });
    await cloud.publishRules();
    return ok({});
}

function labels(state: CloudState, but?: Firewall): string[] {
    return state.firewalls.filter((firewall) => firewall !== but).map(({ label }) => label);
}
