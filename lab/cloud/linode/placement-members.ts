import type { CloudState } from "../state";
import { PLACEMENT_LIMITS } from "./catalogue/regions";
import { refuse } from "./errors";
import { findById } from "./read-input";

/** Puts Linodes into a placement group: same region, one group a Linode, no more than the region's limit. */
export function join(state: CloudState, groupId: number, linodeIds: number[], field: string): void {
    const group = findById(state.placementGroups, groupId);
    if (!group) throw refuse(`Placement group ${groupId} was not found`, field);
    for (const id of linodeIds) {
        const instance = findById(state.instances, id);
        if (!instance) throw refuse(`Linode ${id} was not found`, field);
        if (instance.region !== group.region) {
            throw refuse(`Linode ${id} is in ${instance.region}, the placement group is in ${group.region}`, field);
        }
        const other = state.placementGroups.find((one) => one.linodeIds.includes(id));
        if (other) throw refuse(`Linode ${id} is already in placement group ${other.id}`, field);
        group.linodeIds.push(id);
    }
    const limit = PLACEMENT_LIMITS.maximum_linodes_per_pg;
    // A strict group would find no further host for its Linode; a flexible one has the same limit of members.
    if (group.linodeIds.length > limit) throw refuse(`A placement group may have at most ${limit} Linodes`, field);
}
