/** Cost of the hash that RandomPassword puts beside its password. */
const COST = 10;

/**
 * bcrypt over the first 72 bytes of `password`. The library writes "2b", the real plugin "2a": the same hash, since both
 * differ only beyond 255 bytes.
 */
export async function bcrypt(password: string): Promise<string> {
    // Loaded when it is asked for: the other plugins need none of it, and start-up counts.
    const { hash } = await import("bcrypt");
    return (await hash(password, COST)).replace(/^\$2b\$/, "$2a$");
}
