import { stopAllWriters } from "../../lab/client/numbered-writer";
import type { LabPair } from "../../lab/pair";
import { runAudits } from "../audits/all";
import { budget, inEmulation } from "../budgets";
import { eventually } from "../helpers/eventually";

/** What a drill counted, and what it found broken. */
export interface DrillResult {
    /** Counts and seconds, by name. */
    numbers: Record<string, number>;
    /** Promises that were not kept, a sentence each; empty when the drill is passed. */
    broken: string[];
}

/** A scripted failure with a promise. */
export interface Drill<P extends LabPair = LabPair> {
    name: string;
    /** What happens to the pair. */
    situation: string;
    /** What its users may rely on then. */
    promise: string;
    /** Where the promise comes from. */
    origin: string;
    /** It does something a hundred times, or waits for timers of minutes. @default false */
    long?: boolean;
    /** Does it to a pair that is up and in order, and leaves it so. Tells what happens, a line each. */
    run(pair: P, tell: (line: string) => void): Promise<DrillResult>;
}

/** Runs a drill between two rounds of audits. What they find counts as broken too. On emulated machines all may take longer. */
export async function runDrill<P extends LabPair>(
    drill: Drill<P>,
    pair: P,
    tell: (line: string) => void,
): Promise<DrillResult> {
    return inEmulation(await pair.emulated(), () => betweenAudits(drill, pair, tell));
}

async function betweenAudits<P extends LabPair>(
    drill: Drill<P>,
    pair: P,
    tell: (line: string) => void,
): Promise<DrillResult> {
    const { name, situation, promise } = drill;
    tell(`drill ${name}`);
    tell(`  situation: ${situation}`);
    tell(`  promise:   ${promise}`);
    await inOrder(name, pair, tell);
    const { numbers, broken } = await drill.run(pair, (line) => tell(`  ${line}`)).finally(stopAllWriters);
    tell("audits after");
    broken.push(...(await runAudits(pair, tell)));
    tell(
        `numbers: ${Object.entries(numbers)
            .map(([what, value]) => `${what} ${rounded(value)}`)
            .join(", ")}`,
    );
    for (const sentence of broken) tell(`BROKEN: ${sentence}`);
    tell(broken.length === 0 ? `drill ${name}: passed` : `drill ${name}: FAILED`);
    return { numbers, broken };
}

/** The audits before a drill. A pair that was just made, or left by another drill, needs a moment to be in order. */
async function inOrder(name: string, pair: LabPair, tell: (line: string) => void): Promise<void> {
    await eventually(`drill ${name}: the pair is in order`, budget("settle"), async () => {
        tell("audits before");
        const wrong = await runAudits(pair, tell);
        if (wrong.length > 0) throw new Error(`\n${wrong.join("\n")}`);
        return true;
    });
}

/** Collects the promises that do not hold. */
export class Promises {
    readonly broken: string[] = [];

    /** Notes the sentence, with what was found, unless it holds. */
    expect(holds: boolean, sentence: string, found?: unknown): void {
        if (!holds) this.broken.push(found === undefined ? sentence : `${sentence} (${JSON.stringify(found)})`);
    }
}

function rounded(value: number): string {
    return Number.isInteger(value) ? String(value) : value.toFixed(1);
}
