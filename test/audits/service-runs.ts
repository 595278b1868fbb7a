import { dialog } from "../../lab/client/smtp-dialog";
import type { LabBackupMxPair } from "../../lab/pair/backup-mx";
import type { Audit } from "./audit";

/** Both hosts greet with their own names, one mail server each, and the backup watches for the primary. */
export const serviceRuns: Audit<LabBackupMxPair> = {
    name: "service-runs",
    async audit(pair: LabBackupMxPair) {
        const wrong: string[] = [];
        for (const { name, address, machine, member } of pair.members) {
            const greeting = await dialog(address, ["QUIT"]).then(
                (turns) => turns[0]?.reply ?? "",
                (error: Error) => error.message,
            );
            if (!greeting.startsWith(`220 ${name} `)) wrong.push(`${name} does not greet with its name: "${greeting}"`);
            // Exim serves each session by a process of its own: its daemon is the one that systemd started.
            const exim = pair.mta(member as "a" | "b") === "exim";
            const count = exim ? "pgrep -fc -- '^/usr/sbin/exim4 -bdf'" : "pgrep -xc master";
            const masters = (await machine.run(count)).stdout.trim();
            if (masters !== "1") wrong.push(`${name} runs ${masters} mail servers, not 1`);
        }
        const watcher = (await pair.b.machine.run("systemctl is-active standby-flush.service")).stdout.trim();
        if (watcher !== "active") wrong.push(`${pair.b.name}: standby-flush.service is ${watcher}`);
        return wrong;
    },
};
