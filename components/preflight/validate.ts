import { nameProblem } from "../dns/names";
import { Problem, shown } from "../problems";
import { Preflight } from "./args";

/** Blocklists that have ended: some of them list the whole world since. */
const ENDED: Readonly<Record<string, string>> = {
    "dnsbl.sorbs.net": "June 2024",
    "combined.njabl.org": "2013",
    "dnsbl.njabl.org": "2013",
};

/** Everything that can be wrong with what is asked before an MX enters DNS. */
export function preflightProblems({ blocklists }: Preflight): Problem[] {
    return blocklists.flatMap((list, index): Problem[] => {
        const property = `preflight.blocklists[${index}]`;
        const wrong = nameProblem(list);
        if (wrong !== undefined) return [{ property, reason: wrong }];
        const ended = Object.keys(ENDED).find((one) => list === one || list.endsWith(`.${one}`));
        if (ended === undefined) return [];
        return [
            { property, reason: `${shown(list)} ended in ${ENDED[ended]}, and its answers mean nothing: take it out` },
        ];
    });
}
