import type { LabActiveActivePair } from "../../lab/pair/active-active";
import type { Audit } from "./audit";

/**
 * One member has the mail volume mounted, or both where both serve, and the witness names one of those; nobody is shut out, and no
 * member has an alarm.
 */
export const oneHolder: Audit<LabActiveActivePair> = {
    name: "one-holder",
    audit: async (pair) => {
        const wrong: string[] = [];
        const serving = (await pair.serving()).map(({ member }) => member);
        if (serving.length !== (pair.bothServe ? 2 : 1)) wrong.push(`these serve: ${serving.join(", ") || "none"}`);
        const { holder, shut } = await pair.lock();
        if (!serving.includes(holder)) wrong.push(`the witness names ${holder}, which does not serve`);
        if (shut !== "none") wrong.push(`${shut} is shut out`);
        for (const member of pair.members) {
            const { stdout } = await member.standby("status");
            const alarms = stdout.split("\n").filter((line) => line.startsWith("ALARM"));
            wrong.push(...alarms.map((line) => `${member.member}: ${line}`));
        }
        return wrong;
    },
};
