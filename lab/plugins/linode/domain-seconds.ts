import { steppedSeconds } from "../../cloud/linode/domain-seconds";
import type { Value } from "../values";

/** As in the real plugin: seconds are rounded up to what the API knows before they are compared. */
export function sameSeconds(stored: Value | undefined, next: Value | undefined): boolean {
    return typeof stored === "number" && typeof next === "number" && steppedSeconds(stored) === steppedSeconds(next);
}
