import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { BackupMxPairArgs } from "../../../../components/backup-mx/args";
import { BackupMxPair } from "../../../../components/backup-mx/backup-mx-pair";
import { plainSettings } from "../../../../components/backup-mx/settings";
import { shapeProblems } from "../../../../components/backup-mx/shape";
import { settingsProblems } from "../../../../components/backup-mx/validate";
import { sampleArgs } from "./sample";

/** What is wrong with the sample once `change` is made in it. */
export interface Refusal {
    readonly refuses: string;
    readonly change: Partial<BackupMxPairArgs>;
    readonly problems: readonly string[];
}

/** The whole message as the constructor throws it, or undefined when it accepts the arguments. */
export function refusal(name: string, args: BackupMxPairArgs): string | undefined {
    const shape = shapeProblems(name, args);
    if (shape.length === 0 && settingsProblems(plainSettings(args)!).length === 0) return undefined;
    try {
        new BackupMxPair(name, args);
    } catch (error) {
        assert.ok(pulumi.RunError.isInstance(error), "a refusal is a run error: it is shown without a stack");
        return (error as Error).message;
    }
    return "accepted by the constructor";
}

/** The message that lists these problems of the pair "mail". */
export function message(problems: readonly string[]): string {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    return [`BackupMxPair "mail" is refused, ${count}:`, ...problems.map((problem) => `  - ${problem}`)].join("\n");
}

/** One test for each refusal. */
export function refuseEach(refusals: readonly Refusal[]): void {
    for (const { refuses, change, problems } of refusals) {
        it(`refuses ${refuses}`, () => assert.equal(refusal("mail", sampleArgs(change)), message(problems)));
    }
}
