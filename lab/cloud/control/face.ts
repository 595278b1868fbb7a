import { createZone } from "../cloudflare/zones";
import type { Cloud } from "../cloud";
import type { Calls } from "../http/calls";
import { ok, type Face, type Route } from "../http/exchange";
import { createDomain } from "../linode/domains";
import type { Instance } from "../linode/model";
import { crashHost, giveHostPower, restoreHost } from "../machines/faults";
import { cutRoutes } from "./cuts";
import { ControlError, controlRefusals } from "./errors";
import { readSettings } from "./settings";
import { stateView } from "./state-view";

/** The lab's own API below /lab: what no cloud lets anyone do to it, and what tests want to know. */
export function controlFace(cloud: Cloud, calls: Calls, token: string): Face {
    const fault = (name: string, act: (instance: Instance) => Promise<void>): Route => ({
        method: "POST",
        path: `/instances/:id/${name}`,
        handle: async ({ params }) => {
            await act(findInstance(cloud, params.id));
            return ok({});
        },
    });
    const routes: Route[] = [
        { method: "GET", path: "/state", handle: () => ok(stateView(cloud)) },
        { method: "GET", path: "/calls", handle: ({ query }) => ok(calls.since(Number(query.get("since") ?? 0))) },
        fault("crash", (instance) => {
            if (!instance.made) throw new ControlError(409, `${instance.label} is not made yet: wait until it runs`);
            return crashHost(cloud, instance);
        }),
        fault("start", (instance) => giveHostPower(cloud, instance)),
        fault("restore", (instance) => restoreHost(cloud, instance)),
        fault("hang", ({ id }) => cloud.ground.hang(id)),
        fault("resume", ({ id }) => cloud.ground.resume(id)),
        ...cutRoutes(cloud),
        {
            method: "PUT",
            path: "/settings",
            handle: async ({ body }) => {
                const settings = readSettings(body);
                await cloud.change((state) => Object.assign(state.settings, settings));
                await cloud.publishRules();
                return ok(cloud.state.settings);
            },
        },
        {
            method: "POST",
            path: "/zones",
            handle: async ({ body }) => {
                const { id, name } = await createZone(cloud, String(body.name ?? ""));
                return ok({ id, name });
            },
        },
        {
            method: "POST",
            path: "/domains",
            handle: async ({ body }) => {
                const name = String(body.name ?? "");
                const wanted = { domain: name, type: "master", soa_email: `hostmaster@${name}` };
                const { id, domain } = await createDomain(cloud, wanted);
                return ok({ id: String(id), name: domain });
            },
        },
    ];
    return { ...controlRefusals, name: "lab", base: /^\/lab(\/|$)/, token, routes };
}

/** By id or by label. */
export function findInstance(cloud: Cloud, text: string): Instance {
    const { instances } = cloud.state;
    const found = instances.find(({ id, label }) => String(id) === text || label === text);
    if (found) return found;
    const known = instances.map(({ label }) => label).join(", ") || "none";
    throw new ControlError(404, `no Linode "${text}" in the lab; there are: ${known}`);
}
