import { between, Problem } from "../../problems";
import { SpamFilter } from "./args";

const SCORE = { min: 1, max: 1000 };
const GREYLIST_SCORE = { min: 0, max: 1000 };
/** Senders try again after minutes: who is put off for longer than an hour may get it the day after. */
const GREYLIST_SECONDS = { min: 5, max: 3600 };

function greylist(property: string, seconds: number): Problem[] {
    if (seconds === 0) return [];
    const problems = between(property, seconds, " seconds", GREYLIST_SECONDS);
    return problems.map(({ reason }) => ({ property, reason: `${reason}, or 0 for no greylisting` }));
}

/** Everything that can be wrong with a spam filter. */
export function spamFilterProblems(property: string, filter: SpamFilter): Problem[] {
    const { rejectScore, markScore, greylistScore, greylistSeconds } = filter;
    const problems = [
        ...between(`${property}.rejectScore`, rejectScore, "", SCORE),
        ...between(`${property}.markScore`, markScore, "", SCORE),
        ...between(`${property}.greylistScore`, greylistScore, "", GREYLIST_SCORE),
        ...greylist(`${property}.greylistSeconds`, greylistSeconds),
    ];
    if (problems.length > 0) return problems;
    if (markScore >= rejectScore) {
        const reason = `${markScore} is not below rejectScore ${rejectScore}: no mail would ever be marked`;
        problems.push({ property: `${property}.markScore`, reason });
    }
    if (greylistScore >= rejectScore) {
        const reason = `${greylistScore} is not below rejectScore ${rejectScore}: no mail would ever be put off; for that set greylistSeconds to 0`;
        problems.push({ property: `${property}.greylistScore`, reason });
    }
    return problems;
}
