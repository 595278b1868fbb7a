import { type Audit, oneLine } from "./audit";

/** `standby status` finds nothing on a host that was not put there by the last `up`. */
export const noDrift: Audit = {
    name: "no-drift",
    async audit({ hosts }) {
        const wrong: string[] = [];
        for (const member of hosts) {
            const { code, stdout } = await member.standby("status");
            if (code !== 0) wrong.push(`${member.name}: standby status: exit code ${code}: ${oneLine(stdout)}`);
        }
        return wrong;
    },
};
