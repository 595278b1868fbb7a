import * as pulumi from "@pulumi/pulumi";
import { AddressRecord, Zone } from "./zone";

/**
 * The name that follows the primary. It moves only after `role`, the step that made the new primary: were it moved
 * before, clients would reach a member that is not open yet, and would stay there for the TTL.
 */
export function movingAddress(
    name: string,
    zone: Zone,
    record: AddressRecord,
    role: pulumi.Input<pulumi.Resource>,
    opts: pulumi.CustomResourceOptions,
) {
    const before = [opts.dependsOn ?? [], role].flat() as pulumi.Input<pulumi.Resource>[];
    return zone.address(`${name}-endpoint`, record, { ...opts, dependsOn: before });
}
