const EVERY_MS = 200;

/**
 * Waits until `probe` returns something other than false or undefined, asking every 200 ms.
 * The only place in the tests that waits. Throws with `what` and the last failure after `seconds`.
 */
export async function eventually<T>(what: string, seconds: number, probe: () => Promise<T> | T): Promise<T> {
    const deadline = Date.now() + seconds * 1000;
    let last: unknown = "it never became true";
    for (;;) {
        try {
            const value = await probe();
            if (value !== false && value !== undefined) return value;
        } catch (error) {
            last = error;
        }
        if (Date.now() > deadline) {
            throw new Error(`${what}: not within ${seconds} s: ${last instanceof Error ? last.message : String(last)}`);
        }
        await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
}
