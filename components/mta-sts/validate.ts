import { nameProblem } from "../dns/names";
import { between, oneOf, Problem, shown } from "../problems";
import { MtaSts, MtaStsMode } from "./args";
import { dayOf } from "./days";

/** RFC 8461, 3.2: a year at most. Less than a day is not kept by large senders. */
const MAX_AGE_DAYS = { min: 1, max: 365 };

function announcedProblems({ announced }: MtaSts, today: Date): Problem[] {
    return Object.entries(announced).flatMap(([host, day]): Problem[] => {
        const property = `identity.mtaSts.announced["${host}"]`;
        const wrong = nameProblem(host);
        if (wrong !== undefined) return [{ property, reason: wrong }];
        const since = dayOf(day);
        if (since === undefined) {
            const reason = `${shown(day)} is not a day: write the one of the first up that named the host, like "2026-11-30"`;
            return [{ property, reason }];
        }
        if (since.getTime() > today.getTime()) {
            const reason = `${shown(day)} is to come: write the day (UTC) of the up that names the host first`;
            return [{ property, reason }];
        }
        return [];
    });
}

/** Everything that can be wrong with a policy by itself. */
export function mtaStsProblems(policy: MtaSts, today: Date): Problem[] {
    return [
        ...oneOf("identity.mtaSts.mode", policy.mode, MtaStsMode),
        ...between("identity.mtaSts.maxAgeDays", policy.maxAgeDays, " days", MAX_AGE_DAYS),
        ...announcedProblems(policy, today),
    ];
}
