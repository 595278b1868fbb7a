import type { PairTopology } from "../components/topology";
import { activeActiveFace } from "./summary/active-active";
import { backupMxFace } from "./summary/backup-mx";
import { cyrusFace } from "./summary/cyrus";
import { databaseFace } from "./summary/database";
import type { Face } from "./summary/face";

export interface SummaryFacts {
    lab: string;
    /** Address of the lab's name server. */
    dns: string;
    seconds: number;
    /** Resources by operation. */
    changes: Record<string, number>;
    topology: PairTopology;
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
        face(topology).picture(topology),
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

function records({ records: all }: PairTopology): string[] {
    const width = Math.max(...all.map(({ name }) => name.length), 0);
    return all.map(({ name, type, content, priority, ttl }) => {
        const value = priority === undefined ? content : `${priority} ${content}`;
        return `  ${name.padEnd(width)}  ${String(ttl).padStart(5)}  ${type.padEnd(4)}  ${value}`;
    });
}

/** How this kind of pair is shown. */
function face({ pair }: PairTopology): Face<PairTopology> {
    const faces = {
        "active-active": activeActiveFace,
        "backup-mx": backupMxFace,
        cyrus: cyrusFace,
        mysql: databaseFace,
        postgres: databaseFace,
    };
    if (pair in faces) return faces[pair as keyof typeof faces] as Face<PairTopology>;
    throw new Error(`the lab does not know pairs of kind ${pair}`);
}

function tries({ lab, topology, drills }: SummaryFacts): string[] {
    const ofLab = (...words: string[]) => verb(lab, ...words);
    const lines = face(topology).tries(ofLab, topology, drills);
    const width = Math.max(...lines.map(([command]) => command.length));
    return lines.map(([command, why]) => `  ${command.padEnd(width)}  ${why}`);
}
