import { echo } from "../plan";
import type { Resource } from "../resource";
import { type Props, text } from "../values";
import { type Json, type LinodeApi, isGone } from "./api";
import { propsOf } from "../names";

function stateOf(group: Json): Props {
    return {
        label: group.label as string,
        region: group.region as string,
        placementGroupType: group.placement_group_type as string,
        placementGroupPolicy: group.placement_group_policy as string,
        isCompliant: group.is_compliant === true,
        members: ((group.members as Json[] | undefined) ?? []).map((member) =>
            propsOf({ linode_id: member.linode_id, is_compliant: member.is_compliant }),
        ),
    };
}

/** linode:index/placementGroup:PlacementGroup. A changed policy shows as an update and sends nothing, as in the real one. */
export function placementGroup(api: LinodeApi): Resource {
    return {
        unknownOnUpdate: ["isCompliant", "members"],
        create: async (inputs) => {
            const group = await api.post("/placement/groups", {
                label: text(inputs, "label"),
                region: text(inputs, "region"),
                placement_group_type: text(inputs, "placementGroupType"),
                placement_group_policy: text(inputs, "placementGroupPolicy") ?? "strict",
            });
            return { id: String(group.id), state: stateOf(group) };
        },
        read: async (id) => {
            const group = await api.find(`/placement/groups/${id}`);
            return group && { id, state: stateOf(group) };
        },
        update: async (id, { inputs, changed }) => {
            const path = `/placement/groups/${id}`;
            if (changed.has("label")) await api.put(path, { label: text(inputs, "label") });
            const now = stateOf(await api.get(path));
            return { ...now, placementGroupPolicy: text(inputs, "placementGroupPolicy") ?? "strict" };
        },
        remove: async (id) => api.drop(`/placement/groups/${id}`),
    };
}

const isMember = (group: Json, linode: unknown): boolean =>
    ((group.members as Json[] | undefined) ?? []).some((member) => member.linode_id === Number(linode));

/** `{"pg_id":1,"linode_id":2}`, or for import `1,2`. */
function parts(id: string): { group: number; linode: number } {
    if (!id.startsWith("{")) {
        const [group, linode] = id.split(",").map(Number);
        return { group, linode };
    }
    const parsed = JSON.parse(id) as { pg_id: number; linode_id: number };
    return { group: parsed.pg_id, linode: parsed.linode_id };
}

const idOf = (group: unknown, linode: unknown): string =>
    JSON.stringify({ pg_id: Number(group), linode_id: Number(linode) });

/** linode:index/placementGroupAssignment:PlacementGroupAssignment. */
export function placementGroupAssignment(api: LinodeApi): Resource {
    return {
        create: async (inputs) => {
            const { placementGroupId, linodeId, compliantOnly } = inputs;
            const body: Json = { linodes: [linodeId] };
            if (compliantOnly !== undefined) body.compliant_only = compliantOnly;
            await api.post(`/placement/groups/${String(placementGroupId)}/assign`, body);
            return { id: idOf(placementGroupId, linodeId), state: echo(inputs) };
        },
        read: async (id, state) => {
            const { group, linode } = parts(id);
            const found = await api.find(`/placement/groups/${group}`);
            if (!found || !isMember(found, linode)) return undefined;
            return { id: idOf(group, linode), state: { ...state, placementGroupId: group, linodeId: linode } };
        },
        update: async (_id, { state, inputs }) => ({ ...state, ...echo(inputs) }),
        remove: async (id) => {
            const { group, linode } = parts(id);
            const found = await api.find(`/placement/groups/${group}`);
            if (!found || !isMember(found, linode)) return;
            await api.post(`/placement/groups/${group}/unassign`, { linodes: [linode] }).catch((error: unknown) => {
                if (!isGone(error)) throw error;
            });
        },
    };
}
