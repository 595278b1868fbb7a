import { nameProblem } from "../dns/names";
import { Problem } from "../problems";

/**
 * Blocklists that ended, and what came of them. A zone that nobody keeps answers nothing, or lists the whole world for its
 * new owner's ends: OsiruSoft in 2003, SpamCannibal in 2018.
 */
const DEAD: Readonly<Record<string, string>> = {
    "sorbs.net": "ended on 5 June 2024",
    "njabl.org": "ended in 2013",
    "ix.dnsbl.manitu.net": "ended in January 2025",
    "ahbl.org": "ended in 2015, and then listed everybody",
    "dsbl.org": "ended in 2008",
    "ordb.org": "ended in 2006, and then listed everybody",
    "osirusoft.com": "ended in 2003, and then listed everybody",
    "spamcannibal.org": "ended in 2018, and then listed everybody",
    "sbl-xbl.spamhaus.org": 'was merged into "zen.spamhaus.org": name that one',
};

/** What became of a blocklist that is asked no more; undefined for one that may live. */
function endOf(zone: string): string | undefined {
    const name = Object.keys(DEAD).find((dead) => zone === dead || zone.endsWith(`.${dead}`));
    return name === undefined ? undefined : DEAD[name];
}

/** Everything that can be wrong with the blocklists of a policy. */
export function blocklistProblems(property: string, zones: readonly string[]): Problem[] {
    return zones.flatMap((zone, index) => {
        const at = `${property}[${index}]`;
        const wrong = nameProblem(zone);
        if (wrong !== undefined) return [{ property: at, reason: wrong }];
        if (zones.indexOf(zone) !== index) return [{ property: at, reason: `"${zone}" is named twice: take one out` }];
        const end = endOf(zone);
        if (end === undefined) return [];
        const advice = end.includes("name that one") ? "" : ": take it out";
        return [{ property: at, reason: `"${zone}" ${end}${advice}` }];
    });
}
