const EVERY_MS = 20;

/** Waits until `probe` returns something other than false and undefined; throws with `what` after `seconds`. */
export async function within<T>(seconds: number, what: string, probe: () => T | false | undefined): Promise<T> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
        const value = probe();
        if (value !== false && value !== undefined) return value;
        if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
        await pause(EVERY_MS);
    }
}

export function pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
}
