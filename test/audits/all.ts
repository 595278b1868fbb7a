import { kindOfPair, type LabPairs } from "../../lab/kinds";
import type { LabPair } from "../../lab/pair";
import type { Audit } from "./audit";
import { disksSane } from "./disks-sane";
import { dnsAgrees } from "./dns-agrees";
import { noDrift } from "./no-drift";
import { noFailedUnit } from "./no-failed-unit";
import { noOpenRelay } from "./no-open-relay";
import { mailServes } from "./mail-serves";
import { noPasswordLeak, noSecretLeak } from "./no-secret-leak";
import { oneHolder } from "./one-holder";
import { oneServer } from "./one-server";
import { oneWriter } from "./one-writer";
import { reverseNames } from "./reverse-names";
import { serviceRuns } from "./service-runs";

/** Of every pair. */
const COMMON: Audit[] = [dnsAgrees, noFailedUnit, noDrift, disksSane, noSecretLeak];

/** Of one kind of pair. */
const OWN: { [K in keyof LabPairs]: Audit<LabPairs[K]>[] } = {
    "active-active": [reverseNames, oneHolder],
    "backup-mx": [reverseNames, serviceRuns, noOpenRelay],
    cyrus: [reverseNames, oneServer, mailServes, noPasswordLeak],
    mysql: [reverseNames, oneWriter],
    postgres: [reverseNames, oneWriter],
};

/** Asks every audit and tells its answer. Returns all that is wrong, each with the name of its audit. */
export async function runAudits(pair: LabPair, tell: (line: string) => void): Promise<string[]> {
    const wrong: string[] = [];
    for (const { name, audit } of [...COMMON, ...(OWN[kindOfPair(pair)] as Audit[])]) {
        const problems = await audit(pair);
        tell(`  ${problems.length === 0 ? "ok   " : "WRONG"} ${name}`);
        for (const problem of problems) tell(`        ${problem}`);
        wrong.push(...problems.map((problem) => `${name}: ${problem}`));
    }
    return wrong;
}
