import type { LabDatabasePair } from "../../lab/pair/database";
import type { Audit } from "./audit";

/** Exactly one member takes writes, and it is the one that the witness names. */
export const oneWriter: Audit<LabDatabasePair> = {
    name: "one-writer",
    audit: async (pair) => {
        const writable = await pair.writable();
        if (writable.length !== 1) return [`these take writes: ${writable.join(", ") || "none"}`];
        const record = await pair.witness.machine.succeed(`cat /var/lib/standby-witness/${pair.topology.name}/record`);
        const named = /^primary (.*)$/m.exec(record)?.[1];
        return named === writable[0] ? [] : [`${writable[0]} takes writes, the witness names ${named}`];
    },
};
