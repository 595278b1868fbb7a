/** Seconds that the API knows. */
const STEPS = [30, 120, 300, 3600, 7200, 14400, 28800, 57600, 86400, 172800, 345600, 604800, 1209600, 2419200] as const;

/** What the API makes of seconds: the next step above, the longest for all beyond; 0, its default, stays. */
export function steppedSeconds(seconds: number): number {
    if (seconds === 0) return 0;
    return STEPS.find((step) => step >= seconds) ?? STEPS[STEPS.length - 1];
}
