/** What is being done to a volume, and the event that tells about it. */
export interface VolumeJob {
    kind: "create" | "attach" | "detach" | "resize";
    event: number;
}

/** A block volume: one machine has it or none, and it outlives the machine. */
export interface Volume {
    id: number;
    label: string;
    region: string;
    /** GB, as Linode counts them: 1024^3 bytes. */
    size: number;
    /** The instance that it is on. */
    linodeId: number | null;
    tags: string[];
    encryption: "enabled" | "disabled";
    /** Under way; absent when it is at rest. */
    job?: VolumeJob;
    created: string;
    updated: string;
}
