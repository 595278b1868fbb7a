import type { Cloud } from "../cloud";
import { ok, type Route } from "../http/exchange";
import { notFound, refuse } from "./errors";
import { changeConfig } from "./instance-configs";
import { addressView, configView, diskView } from "./instance-views";
import { existing } from "./instances";
import type { Instance } from "./model";
import { page } from "./page";
import { findById } from "./read-input";
import { volumesOn, volumeView } from "./volume-views";

const PATH = "/linode/instances/:id";

/** What belongs to one instance: disks, boot profiles, addresses, volumes. */
export function instancePartRoutes(cloud: Cloud): Route[] {
    const list = (name: string, items: (instance: Instance) => object[]): Route => ({
        method: "GET",
        path: `${PATH}/${name}`,
        handle: (call) => page(call, items(existing(cloud, call.params.id))),
    });
    const one = (name: string, items: (instance: Instance) => { id: number }[]): Route => ({
        method: "GET",
        path: `${PATH}/${name}/:part`,
        handle: ({ params }) => {
            const item = findById(items(existing(cloud, params.id)), params.part);
            if (!item) throw notFound();
            return ok(item);
        },
    });
    const fixed = (name: string): Route => ({
        method: "POST",
        path: `${PATH}/${name}`,
        handle: ({ params }) => {
            existing(cloud, params.id);
            throw refuse(`The lab does not offer own ${name}: create the Linode from an image`);
        },
    });
    const disks = (instance: Instance) => instance.disks.map((disk) => diskView(instance, disk) as { id: number });
    const configs = (instance: Instance) =>
        instance.image === null ? [] : [configView(cloud.state, instance) as { id: number }];
    return [
        list("disks", disks),
        one("disks", disks),
        fixed("disks"),
        list("configs", configs),
        one("configs", configs),
        fixed("configs"),
        { method: "PUT", path: `${PATH}/configs/:part`, handle: (call) => changeConfig(cloud, call) },
        list("volumes", ({ id }) => volumesOn(cloud.state, id).map((volume) => volumeView(cloud.state, volume))),
        list("nodebalancers", () => []),
        {
            method: "GET",
            path: `${PATH}/ips`,
            handle: ({ params }) => ok(addresses(cloud, existing(cloud, params.id))),
        },
        {
            method: "GET",
            path: `${PATH}/ips/:address`,
            handle: ({ params }) => {
                const instance = existing(cloud, params.id);
                const address = [instance.ipv4, instance.ipv6].find((known) => known === params.address);
                if (!address) throw notFound();
                return ok(addressView(cloud.state, cloud.net, instance, address));
            },
        },
    ];
}

function addresses(cloud: Cloud, instance: Instance): object {
    const view = (address: string) => addressView(cloud.state, cloud.net, instance, address);
    return {
        ipv4: { public: [view(instance.ipv4)], private: [], shared: [], reserved: [], vpc: [] },
        ipv6: { slaac: view(instance.ipv6), link_local: null, global: [], vpc: [] },
    };
}
