import type { ActiveActiveTopology } from "../../components/active-active/topology";
import { boxes } from "./boxes";
import type { Face } from "./face";

/** The pair as text: who served when `up` last asked, since it goes on by itself, and that each write is on both disks. Pure. */
export function picture({ members, witness, serviceName, domains, primary }: ActiveActiveTopology): string {
    const { lines } = boxes(members.a, members.b, " <-volume-> ");
    const told = `${serviceName}  (${domains.join(", ")}): each write is on both disks; when last asked, ${primary} served`;
    const below = `witness  ${witness.name}  ${witness.address}: keeps the lock, and powers members off`;
    return [told, "", ...lines, "", below].map((line) => `  ${line}`.trimEnd()).join("\n");
}

export const activeActiveFace: Face<ActiveActiveTopology> = {
    picture,
    tries: (verb, { pair, primary }, drills) => {
        const standby = primary === "a" ? "b" : "a";
        return [
            [verb("status"), "what runs"],
            [verb("ssh", `${pair}/${primary}`), "a root shell on the member that serves: try `standby status`"],
            [
                verb("crash", `${pair}/${primary}`),
                `power loss: ${standby} goes on by itself; then, there: standby unfence`,
            ],
            ...(drills[0] ? [[verb("drill", drills[0]), "a whole story, measured"] as [string, string]] : []),
        ];
    },
};
