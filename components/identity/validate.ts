import { mtaStsProblems } from "../mta-sts/validate";
import { between, oneOf, Problem, shown } from "../problems";
import { DmarcPolicy, MailIdentity } from "./args";
import { SPF_LOOKUPS, spfLookups } from "./records";

const TTL = { min: 60, max: 86400 };
const MECHANISM = /^[?~+-]?(include|a|mx|ip4|ip6|exists)(:[A-Za-z0-9._:/%{}-]+)?(\/\d{1,3})?$/;
const ADDRESS = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[a-z0-9.-]+$/;

function spfProblems(spf: readonly string[]): Problem[] {
    const problems = spf.flatMap((one, index): Problem[] => {
        if (MECHANISM.test(one) && one !== "mx") return [];
        const why =
            one === "mx"
                ? "is there by itself: take it out"
                : `is not a mechanism of SPF, like "include:_spf.example.net"`;
        return [{ property: `identity.spf[${index}]`, reason: `${shown(one)} ${why}` }];
    });
    const lookups = spfLookups(spf);
    if (lookups <= SPF_LOOKUPS) return problems;
    const reason = `needs ${lookups} look-ups with "mx", and receivers make ${SPF_LOOKUPS}: then the record is in error for all mail; name networks by ip4: and ip6:`;
    return [...problems, { property: "identity.spf", reason }];
}

/** Everything that can be wrong with what the world is told. */
export function identityProblems(identity: MailIdentity): Problem[] {
    const { spf = [], dkimGeneration = 1, dmarc, reportsTo, ttlSeconds } = identity;
    const problems = [...spfProblems(spf), ...between("identity.ttlSeconds", ttlSeconds, " seconds", TTL)];
    if (!Number.isInteger(dkimGeneration) || dkimGeneration < 1) {
        const reason = `${shown(dkimGeneration)} is not 1, 2, 3 ...: raise it by one to rotate`;
        problems.push({ property: "identity.dkimGeneration", reason });
    }
    if (dmarc !== undefined) problems.push(...oneOf("identity.dmarc", dmarc, DmarcPolicy));
    if (
        dmarc !== undefined &&
        dmarc !== "none" &&
        identity.spf === undefined &&
        identity.dkimGeneration === undefined
    ) {
        const reason = `${shown(dmarc)} without spf and dkimGeneration: nothing would show which mail is yours, and all of it would be refused`;
        problems.push({ property: "identity.dmarc", reason });
    }
    if (reportsTo !== undefined && !ADDRESS.test(reportsTo)) {
        const reason = `${shown(reportsTo)} is not an address, like "postmaster@example.com"`;
        problems.push({ property: "identity.reportsTo", reason });
    }
    if (identity.mtaSts) problems.push(...mtaStsProblems(identity.mtaSts, new Date()));
    return problems;
}
