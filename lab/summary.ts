import type { BackupMxTopology, MemberTopology } from "./members";

/** Least width of a member's box, without its edges. */
const BOX = 26;

export interface SummaryFacts {
    lab: string;
    /** Address of the lab's name server. */
    dns: string;
    seconds: number;
    /** Resources by operation. */
    changes: Record<string, number>;
    topology: BackupMxTopology;
    /** Names of the drills there are. */
    drills: string[];
}

/** What a person wants to read after `npm run lab`. Pure. */
export function summary(facts: SummaryFacts): string {
    const { lab, dns, topology, seconds, changes } = facts;
    return [
        "",
        `${topology.name} is up: ${inWords(changes)}, ${seconds.toFixed(0)} s.`,
        "",
        picture(topology),
        "",
        `DNS, as the lab's name server ${dns} gives it:`,
        ...records(topology),
        "",
        "Try next:",
        ...tries(facts),
        "",
        `Take it all down: ${verb(lab, "down")}`,
    ].join("\n");
}

/** The pair as text: where mail comes in, and where it goes when the primary is away. Pure. */
export function picture({ domains, members, records }: BackupMxTopology): string {
    const { a, b } = members;
    const rows = [
        [`a  ${a.name}`, `b  ${b.name}`],
        [`   ${a.role}${a.managed ? "" : ", not managed"}`, `   ${b.role}${b.managed ? "" : ", not managed"}`],
        [`   ${a.address}`, `   ${b.address}`],
    ];
    const width = Math.max(BOX, ...rows.flat().map((text) => text.length + 2));
    const flow = " <--queue-- ";
    const gap = " ".repeat(flow.length);
    const edge = `+${"-".repeat(width)}+`;
    const box = (text = "") => `| ${text.padEnd(width - 1)}|`;
    // Both arrows end in the middle of a box.
    const left = " ".repeat(Math.floor(width / 2) + 1);
    const across = width + 2 + flow.length - 1;
    const middle = left.length + Math.ceil(across / 2);
    const mail = `mail for ${domains.join(", ")}`;
    const preference = ({ name }: MemberTopology) => {
        const mx = records.find(({ type, content }) => type === "MX" && content === name);
        return mx?.priority === undefined ? "MX" : `MX ${mx.priority}`;
    };
    const lines = [
        `${" ".repeat(Math.max(0, middle - Math.floor(mail.length / 2)))}${mail}`,
        `${" ".repeat(middle)}|`,
        `${left}+${"-".repeat(across)}+`,
        `${left}| ${preference(a).padEnd(across - 1)}| ${preference(b)}`,
        `${left}v${" ".repeat(across)}v`,
        `${edge}${gap}${edge}`,
        ...rows.map(([one, two], row) => `${box(one)}${row === 1 ? flow : gap}${box(two)}`),
        `${edge}${gap}${edge}`,
    ];
    return lines.map((line) => `  ${line}`.trimEnd()).join("\n");
}

/** A verb of the lab as a person types it. Pure. */
export function verb(lab: string, ...words: string[]): string {
    const named = lab === "lab" ? [] : ["--name", lab];
    return ["npm run lab --", ...named, ...words].join(" ");
}

function inWords(changes: Record<string, number>): string {
    const words: Record<string, string> = {
        create: "created",
        update: "updated",
        replace: "replaced",
        delete: "deleted",
    };
    const told = Object.entries(words).filter(([op]) => (changes[op] ?? 0) > 0);
    return told.map(([op, word]) => `${changes[op]} ${word}`).join(", ") || "nothing changed";
}

function records({ records: all }: BackupMxTopology): string[] {
    const width = Math.max(...all.map(({ name }) => name.length), 0);
    return all.map(({ name, type, content, priority, ttl }) => {
        const value = priority === undefined ? content : `${priority} ${content}`;
        return `  ${name.padEnd(width)}  ${String(ttl).padStart(5)}  ${type.padEnd(4)}  ${value}`;
    });
}

function tries({ lab, topology, drills }: SummaryFacts): string[] {
    const postmaster = `postmaster@${topology.domains[0]}`;
    const drill = drills.includes("primary-dead") ? "primary-dead" : drills[0];
    const lines: [string, string][] = [
        [verb(lab, "status"), "what runs"],
        [verb(lab, "ssh", "a"), "a root shell on the primary; b: on the backup"],
        [verb(lab, "crash", "a"), `power loss; mail for ${postmaster} now waits on b`],
        [verb(lab, "start", "a"), "power is back, and the mail flows"],
    ];
    if (drill) lines.push([verb(lab, "drill", drill), "the whole story, measured"]);
    const width = Math.max(...lines.map(([command]) => command.length));
    return lines.map(([command, why]) => `  ${command.padEnd(width)}  ${why}`);
}
