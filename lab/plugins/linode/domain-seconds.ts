import type { Value } from "../values";

const STEPS = [30, 120, 300, 3600, 7200, 14400, 28800, 57600, 86400, 172800, 345600, 604800, 1209600, 2419200];

const stepped = (seconds: number): number =>
    seconds === 0 ? 0 : (STEPS.find((step) => step >= seconds) ?? STEPS[STEPS.length - 1]);

/** As in the real plugin: seconds are rounded up to what the API knows before they are compared. */
export function sameSeconds(stored: Value | undefined, next: Value | undefined): boolean {
    return typeof stored === "number" && typeof next === "number" && stepped(stored) === stepped(next);
}
