import { type Audit, oneLine } from "./audit";

/** systemd has no failed unit on any host. */
export const noFailedUnit: Audit = {
    name: "no-failed-unit",
    async audit({ hosts }) {
        const wrong: string[] = [];
        for (const { name, machine } of hosts) {
            const failed = await machine.succeed("systemctl list-units --failed --plain --no-legend --no-pager");
            if (failed.trim() !== "") wrong.push(`${name}: ${oneLine(failed)}`);
        }
        return wrong;
    },
};
