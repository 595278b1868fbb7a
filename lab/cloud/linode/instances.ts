import type { Cloud } from "../cloud";
import { ok, type Call, type Route } from "../http/exchange";
import { finishCreation } from "../machines/creation";
import { requestDeletion } from "../machines/deletion";
import { openEvent } from "../machines/jobs";
import { bootJob, rebootJob, requestPower, shutdownJob } from "../machines/power";
import { notFound, refuse } from "./errors";
import { addEvent, linodeEntity } from "./events";
import { attach } from "./firewall-attachment";
import { readInstanceRequest } from "./instance-input";
import { addInstance, INSTANCE_LABEL } from "./instance-new";
import { instanceView } from "./instance-views";
import type { Instance } from "./model";
import { page } from "./page";
import { join } from "./placement-members";
import { checkLabel, findById, Input } from "./read-input";
import { linodeTime } from "./time";

const PATH = "/linode/instances";
/** Actions of the real API that the lab answers with a plain refusal instead of "Not found". */
const NOT_OFFERED = ["migrate", "resize", "rebuild", "rescue", "clone", "mutate", "backups", "password"];

export function instanceRoutes(cloud: Cloud): Route[] {
    const power = (name: string, job: Parameters<typeof requestPower>[2]): Route => ({
        method: "POST",
        path: `${PATH}/:id/${name}`,
        handle: async ({ params }) => {
            await requestPower(cloud, params.id, job);
            return ok({});
        },
    });
    return [
        {
            method: "GET",
            path: PATH,
            handle: (call) =>
                page(
                    call,
                    cloud.state.instances.map((i) => view(cloud, i)),
                ),
        },
        { method: "POST", path: PATH, handle: (call) => create(cloud, call) },
        { method: "GET", path: `${PATH}/:id`, handle: ({ params }) => ok(view(cloud, existing(cloud, params.id))) },
        { method: "PUT", path: `${PATH}/:id`, handle: (call) => update(cloud, call) },
        {
            method: "DELETE",
            path: `${PATH}/:id`,
            handle: async ({ params }) => {
                await requestDeletion(cloud, params.id);
                return ok({});
            },
        },
        power("boot", bootJob("linode_boot")),
        power("reboot", rebootJob),
        power("shutdown", shutdownJob),
        ...NOT_OFFERED.map((action): Route => ({
            method: "POST",
            path: `${PATH}/:id/${action}`,
            handle: ({ params }) => {
                existing(cloud, params.id);
                throw refuse(`The lab does not offer ${action} of a Linode: delete it and create another`);
            },
        })),
    ];
}

export function existing(cloud: Cloud, id: string): Instance {
    const instance = findById(cloud.state.instances, id);
    if (!instance) throw notFound();
    return instance;
}

/** Answers as soon as the order is on disk, with status "provisioning"; the machine is made and booted behind. */
async function create(cloud: Cloud, { body }: Call) {
    const request = readInstanceRequest(body);
    const made = await cloud.change((state) => {
        const instance = addInstance(state, cloud.net, request, linodeTime(cloud.now()));
        if (request.firewallId !== undefined)
            attach(state, cloud.now(), request.firewallId, instance.id, "firewall_id");
        if (request.placementGroupId !== undefined) {
            join(state, request.placementGroupId, [instance.id], "placement_group.id");
        }
        openEvent(state, cloud.now(), instance, "linode_create");
        return instance;
    });
    void finishCreation(cloud, made.id);
    return ok(view(cloud, made));
}

async function update(cloud: Cloud, { params, body }: Call) {
    const input = new Input(body);
    const label = input.text("label");
    const changes = {
        label,
        group: input.text("group"),
        tags: input.texts("tags"),
        watchdog: input.flag("watchdog_enabled"),
    };
    const alerts = input.object("alerts") as Record<string, number> | undefined;
    if (input.has("region")) input.problem("region", "The lab does not migrate Linodes: delete it and create another");
    input.done();
    const changed = await cloud.change((state) => {
        const instance = findById(state.instances, params.id);
        if (!instance) throw notFound();
        const others = state.instances.filter((one) => one !== instance).map((one) => one.label);
        if (label !== undefined) checkLabel(label, INSTANCE_LABEL, others);
        for (const [key, value] of Object.entries(changes)) {
            if (value !== undefined) Object.assign(instance, { [key]: value });
        }
        instance.alerts = { ...instance.alerts, ...alerts };
        instance.updated = linodeTime(cloud.now());
        addEvent(state, cloud.now(), "linode_update", linodeEntity(instance), "notification");
        return instance;
    });
    return ok(view(cloud, changed));
}

function view(cloud: Cloud, instance: Instance): object {
    return instanceView(cloud.state, instance);
}
