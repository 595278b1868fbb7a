import type { BackupMxTopology } from "../../components/backup-mx/topology";
import type { MemberTopology } from "../../components/topology";
import { boxes } from "./boxes";
import type { Face } from "./face";

/** The pair as text: where mail comes in, and where it goes when the primary is away. Pure. */
export function picture({ domains, members, records }: BackupMxTopology): string {
    const { a, b } = members;
    const flow = " <--queue-- ";
    const { lines, width } = boxes(a, b, flow);
    // Both arrows end in the middle of a box.
    const left = " ".repeat(Math.floor(width / 2) + 1);
    const across = width + 2 + flow.length - 1;
    const middle = left.length + Math.ceil(across / 2);
    const mail = `mail for ${domains.join(", ")}`;
    const preference = ({ name }: MemberTopology) => {
        const mx = records.find(({ type, content }) => type === "MX" && content === name);
        return mx?.priority === undefined ? "MX" : `MX ${mx.priority}`;
    };
    const above = [
        `${" ".repeat(Math.max(0, middle - Math.floor(mail.length / 2)))}${mail}`,
        `${" ".repeat(middle)}|`,
        `${left}+${"-".repeat(across)}+`,
        `${left}| ${preference(a).padEnd(across - 1)}| ${preference(b)}`,
        `${left}v${" ".repeat(across)}v`,
    ];
    return [...above, ...lines].map((line) => `  ${line}`.trimEnd()).join("\n");
}

export const backupMxFace: Face<BackupMxTopology> = {
    picture,
    tries: (verb, { domains }, drills) => {
        const drill = drills.includes("primary-dead") ? "primary-dead" : drills[0];
        return [
            [verb("status"), "what runs"],
            [verb("ssh", "a"), "a root shell on the primary; b: on the backup"],
            [verb("crash", "a"), `power loss; mail for postmaster@${domains[0]} now waits on b`],
            [verb("start", "a"), "power is back, and the mail flows"],
            ...(drill ? [[verb("drill", drill), "the whole story, measured"] as [string, string]] : []),
        ];
    },
};
