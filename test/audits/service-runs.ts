import { dialog } from "../../lab/client/smtp-dialog";
import type { LabBackupMxPair } from "../../lab/pair/backup-mx";
import type { Audit } from "./audit";

/** Both hosts greet with their own names, one Postfix each, and the backup watches for the primary. */
export const serviceRuns: Audit<LabBackupMxPair> = {
    name: "service-runs",
    async audit(pair: LabBackupMxPair) {
        const wrong: string[] = [];
        for (const { name, address, machine } of pair.members) {
            const greeting = await dialog(address, ["QUIT"]).then(
                (turns) => turns[0]?.reply ?? "",
                (error: Error) => error.message,
            );
            if (!greeting.startsWith(`220 ${name} `)) wrong.push(`${name} does not greet with its name: "${greeting}"`);
            const masters = (await machine.run("pgrep -xc master")).stdout.trim();
            if (masters !== "1") wrong.push(`${name} runs ${masters} Postfix masters, not 1`);
        }
        const watcher = (await pair.b.machine.run("systemctl is-active standby-flush.service")).stdout.trim();
        if (watcher !== "active") wrong.push(`${pair.b.name}: standby-flush.service is ${watcher}`);
        return wrong;
    },
};
