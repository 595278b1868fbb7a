import { type Audit, oneLine } from "./audit";

/** `standby status` finds nothing on a host that was not put there by the last `up`. */
export const noDrift: Audit = {
    name: "no-drift",
    async audit({ hosts }) {
        const wrong: string[] = [];
        for (const member of hosts) {
            const { code, stdout } = await member.standby("status");
            // What is wrong is in capitals; the rest of a long status would hide it.
            const loud = stdout.split("\n").filter((line) => /^ *[A-Z]{3,}\b/.test(line));
            const told = oneLine(loud.length > 0 ? loud.join("\n") : stdout);
            if (code !== 0) wrong.push(`${member.name}: standby status: exit code ${code}: ${told}`);
        }
        return wrong;
    },
};
