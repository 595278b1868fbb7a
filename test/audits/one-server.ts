import type { LabCyrusPair } from "../../lab/pair/cyrus";
import type { Audit } from "./audit";

/** For each instance exactly one host serves, the one that the witness names, and that one alone sends copies. */
export const oneServer: Audit<LabCyrusPair> = {
    name: "one-server",
    audit: async (pair) => {
        const wrong: string[] = [];
        for (const instance of pair.instances) {
            const { name } = instance;
            const serving = await pair.serving(instance);
            if (serving.length !== 1) wrong.push(`${name}: these serve: ${serving.join(", ") || "none"}`);
            const named = /^primary (.*)$/m.exec(await pair.record(instance))?.[1];
            if (named !== serving[0]) wrong.push(`${name}: ${serving[0]} serves, the witness names ${named}`);
            for (const { member, machine } of pair.membersOf(instance)) {
                const { stdout } = await machine.run(`systemctl is-active standby-cyrus-sync@${name}.service`);
                const sends = stdout.trim() === "active";
                if (sends !== (member === named)) wrong.push(`${name}: replication on ${member} is ${stdout.trim()}`);
            }
        }
        return wrong;
    },
};
