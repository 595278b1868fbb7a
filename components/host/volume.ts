import * as linode from "@pulumi/linode";
import * as pulumi from "@pulumi/pulumi";
import { Host } from "./host";

/** A block volume of a machine. */
export interface VolumeArgs {
    readonly region: pulumi.Input<string>;
    /** Size in GiB; it can grow in place, and never shrink. */
    readonly sizeGiB: number;
    readonly tags: string[];
    /** Refuse to delete it. */
    readonly protect: boolean;
}

/** A volume, and where its machine finds it. */
export interface HostVolume {
    readonly volume: pulumi.CustomResource;
    /** Path of the block device. */
    readonly device: pulumi.Output<string>;
}

/**
 * Block storage of its own for a machine, attached to it. It outlives the machine: a new one in its place gets it with all that is
 * on it. What is on it is never touched from here.
 */
export function hostVolume(name: string, host: Host, args: VolumeArgs): HostVolume {
    const { region, sizeGiB, tags, protect } = args;
    if (host.machine === undefined) throw new Error(`${name}: a volume needs a machine of ours`);
    const volume = new linode.Volume(
        name,
        { label: name, region, size: sizeGiB, linodeId: host.machine.id.apply(Number), tags },
        { parent: host.parent, protect, deleteBeforeReplace: true },
    );
    // The cloud's own path would be known after the first `up` alone; its form is documented.
    return { volume, device: pulumi.output(`/dev/disk/by-id/scsi-0Linode_Volume_${name}`) };
}
