import assert from "node:assert/strict";
import { BackupMxPairArgs } from "../../../../components/backup-mx/args";
import { BackupMxPair } from "../../../../components/backup-mx/backup-mx-pair";
import { plainSettings } from "../../../../components/backup-mx/settings";
import { shapeProblems } from "../../../../components/backup-mx/shape";
import { settingsProblems } from "../../../../components/backup-mx/validate";
import { refusalMessage, refusedBy } from "../../../helpers/pair";
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
    return refusedBy(() => new BackupMxPair(name, args));
}

/** The message that lists these problems of the pair "mail". */
export function message(problems: readonly string[]): string {
    return refusalMessage(`BackupMxPair "mail"`, problems);
}

/** One test for each refusal. */
export function refuseEach(refusals: readonly Refusal[]): void {
    for (const { refuses, change, problems } of refusals) {
        it(`refuses ${refuses}`, () => assert.equal(refusal("mail", sampleArgs(change)), message(problems)));
    }
}
