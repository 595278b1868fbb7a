import { pause } from "../http";
import type { Context } from "../resource";

const FIRST_WAIT_MS = 100;
const FACTOR = 1.5;
const LONGEST_WAIT_MS = 5000;

/**
 * Tries until it works, as the real plugin does: waits 0.1 s x 1.5^n, at most 5 s, until `limit` tries after the first
 * failed too (-1: for ever) or the step's time limit is over. Every error counts, wrong keys and passwords too.
 */
export async function withRetry<T>(
    what: string,
    limit: number,
    context: Context,
    attempt: () => Promise<T>,
): Promise<T> {
    const deadline = context.seconds > 0 ? Date.now() + context.seconds * 1000 : Infinity;
    let wait = FIRST_WAIT_MS;
    for (let tries = 0; ; tries++) {
        try {
            return await attempt();
        } catch (error) {
            const message = error instanceof Error ? error.message : String(error);
            if (limit > -1 && tries + 1 > limit) throw new Error(`after ${tries} failed attempts: ${message}`);
            context.log.status(`${what} ${tries + 1}/${limit === -1 ? "inf" : limit} failed: retrying`);
        }
        if (Date.now() + wait > deadline) throw new Error("context deadline exceeded");
        await pause(wait, context.signal);
        wait = Math.min(wait * FACTOR, LONGEST_WAIT_MS);
    }
}
