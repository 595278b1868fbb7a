import type { Cloud } from "../cloud";
import { ok, type Call, type Route } from "../http/exchange";
import { nextId, type CloudState } from "../state";
import { isRegion, PLACEMENT_LIMITS } from "./catalogue/regions";
import { notFound, refuse } from "./errors";
import { addEvent } from "./events";
import type { EventEntity, PlacementGroup } from "./model";
import { page } from "./page";
import { join } from "./placement-members";
import { checkLabel, findById, Input, type LabelRule } from "./read-input";

const PATH = "/placement/groups";
const LABEL: LabelRule = {
    low: 1,
    high: 64,
    pattern: /^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/,
    wording: "Label must begin and end with an alphanumeric character and use only letters, numbers, _, . and -",
    kind: "Placement Groups",
};

/** Groups of Linodes that must not share a host. */
export function placementGroupRoutes(cloud: Cloud): Route[] {
    return [
        { method: "GET", path: PATH, handle: (call) => page(call, cloud.state.placementGroups.map(view)) },
        { method: "POST", path: PATH, handle: async (call) => ok(view(await create(cloud, call))) },
        { method: "GET", path: `${PATH}/:id`, handle: ({ params }) => ok(view(existing(cloud.state, params.id))) },
        { method: "PUT", path: `${PATH}/:id`, handle: async (call) => ok(view(await update(cloud, call))) },
        { method: "DELETE", path: `${PATH}/:id`, handle: (call) => remove(cloud, call) },
        { method: "POST", path: `${PATH}/:id/assign`, handle: async (call) => ok(view(await assign(cloud, call))) },
        { method: "POST", path: `${PATH}/:id/unassign`, handle: async (call) => ok(view(await unassign(cloud, call))) },
    ];
}

async function create(cloud: Cloud, { body }: Call): Promise<PlacementGroup> {
    const input = new Input(body);
    const label = input.requiredText("label");
    const region = input.requiredText("region");
    if (region && !isRegion(region)) input.problem("region", "region is not valid");
    input.requiredText("placement_group_type");
    input.oneOf("placement_group_type", ["anti_affinity:local"] as const);
    const policy = input.oneOf("placement_group_policy", ["strict", "flexible"] as const);
    if (!input.has("placement_group_policy"))
        input.problem("placement_group_policy", "placement_group_policy is required");
    input.done();
    return cloud.change((state) => {
        checkLabel(
            label,
            LABEL,
            state.placementGroups.map((group) => group.label),
        );
        const limit = PLACEMENT_LIMITS.maximum_pgs_per_customer;
        if (state.placementGroups.length >= limit) throw refuse(`At most ${limit} placement groups are allowed`);
        const id = nextId(state, "placementGroup");
        const group: PlacementGroup = { id, label, region, policy: policy ?? "strict", linodeIds: [] };
        state.placementGroups.push(group);
        addEvent(state, cloud.now(), "placement_group_create", entity(group), "notification");
        return group;
    });
}

function update(cloud: Cloud, { params, body }: Call): Promise<PlacementGroup> {
    const input = new Input(body);
    const label = input.requiredText("label");
    input.done();
    return cloud.change((state) => {
        const group = existing(state, params.id);
        checkLabel(
            label,
            LABEL,
            state.placementGroups.filter((one) => one !== group).map((one) => one.label),
        );
        group.label = label;
        addEvent(state, cloud.now(), "placement_group_update", entity(group), "notification");
        return group;
    });
}

async function remove(cloud: Cloud, { params }: Call) {
    await cloud.change((state) => {
        const gone = existing(state, params.id);
        if (gone.linodeIds.length > 0)
            throw refuse("Placement group must be empty to be deleted: unassign its Linodes");
        state.placementGroups = state.placementGroups.filter((group) => group !== gone);
        addEvent(state, cloud.now(), "placement_group_delete", entity(gone), "notification");
    });
    return ok({});
}

function assign(cloud: Cloud, call: Call): Promise<PlacementGroup> {
    const linodes = readLinodes(call);
    return cloud.change((state) => {
        const group = existing(state, call.params.id);
        join(state, group.id, linodes, "linodes");
        addEvent(state, cloud.now(), "placement_group_assign", entity(group), "notification");
        return group;
    });
}

function unassign(cloud: Cloud, call: Call): Promise<PlacementGroup> {
    const linodes = readLinodes(call);
    return cloud.change((state) => {
        const group = existing(state, call.params.id);
        const stranger = linodes.find((id) => !group.linodeIds.includes(id));
        if (stranger !== undefined) throw refuse(`Linode ${stranger} is not in this placement group`, "linodes");
        group.linodeIds = group.linodeIds.filter((id) => !linodes.includes(id));
        addEvent(state, cloud.now(), "placement_group_unassign", entity(group), "notification");
        return group;
    });
}

function readLinodes({ body }: Call): number[] {
    const input = new Input(body);
    const linodes = input.integers("linodes");
    if (!linodes?.length) input.problem("linodes", "linodes is required");
    input.done();
    return linodes ?? [];
}

function existing(state: CloudState, id: string): PlacementGroup {
    const group = findById(state.placementGroups, id);
    if (!group) throw notFound();
    return group;
}

function entity({ id, label }: PlacementGroup): EventEntity {
    return { id, label, type: "placement_group", url: `/v4${PATH}/${id}` };
}

function view({ id, label, region, policy, linodeIds }: PlacementGroup): object {
    return {
        id,
        label,
        region,
        placement_group_type: "anti_affinity:local",
        placement_group_policy: policy,
        is_compliant: true,
        members: linodeIds.map((linode_id) => ({ linode_id, is_compliant: true })),
        migrations: { inbound: [], outbound: [] },
    };
}
