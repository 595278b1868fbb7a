import type { CloudState } from "../state";
import { volumesOf } from "../state";
import { isRegion } from "./catalogue/regions";
import { busy, refuse } from "./errors";
import { findById, Input, type LabelRule } from "./read-input";
import type { Volume } from "./volume-model";

export const VOLUME_LABEL: LabelRule = {
    low: 1,
    high: 32,
    pattern: /^[A-Za-z0-9_-]+$/,
    wording: "Label must only use ASCII letters, numbers, underscores, and dashes",
    kind: "Volumes",
};
const SMALLEST = 10;
const LARGEST = 16384;
/** Eight devices, of which an image's disk and its swap take two. */
const MOST_ON_ONE = 6;

export interface VolumeRequest {
    label: string;
    region?: string;
    linodeId?: number;
    size: number;
    tags: string[];
    encryption: "enabled" | "disabled";
}

/** Reads the body of POST /volumes; throws with every problem found. */
export function readVolumeRequest(body: Record<string, unknown>): VolumeRequest {
    const input = new Input(body);
    const label = input.requiredText("label");
    const region = input.text("region");
    const linodeId = input.integer("linode_id");
    if (region === undefined && linodeId === undefined) {
        input.problem("region", "Must provide a region or a Linode ID");
    }
    if (region !== undefined && !isRegion(region)) input.problem("region", "region is not valid");
    const size = readSize(input) ?? 20;
    const tags = input.texts("tags") ?? [];
    const encryption = input.oneOf("encryption", ["enabled", "disabled"] as const) ?? "disabled";
    input.done();
    return { label, region, linodeId, size, tags, encryption };
}

export function readSize(input: Input): number | undefined {
    const size = input.integer("size");
    if (size !== undefined && (size < SMALLEST || size > LARGEST)) {
        input.problem("size", `Must be ${SMALLEST}-${LARGEST}`);
    }
    return size;
}

/** Throws unless a volume of that region may go onto that instance; returns the instance's region. */
export function checkPlace(state: CloudState, linodeId: number, region: string | undefined): string {
    const instance = findById(state.instances, linodeId);
    if (!instance) throw refuse(`Linode ${linodeId} was not found`, "linode_id");
    if (region !== undefined && instance.region !== region) {
        throw refuse(`Linode ${linodeId} is in ${instance.region}, the volume is in ${region}`, "linode_id");
    }
    if (!instance.made || instance.status === "deleting") throw busy();
    if (volumesOf(state).filter((one) => one.linodeId === linodeId).length >= MOST_ON_ONE) {
        throw refuse(`A Linode of this kind holds at most ${MOST_ON_ONE} volumes`, "linode_id");
    }
    return instance.region;
}

/** Refuses while something else is done to the volume. */
export function atRest(volume: Volume): Volume {
    if (volume.job) throw refuse("Volume is busy.");
    return volume;
}
