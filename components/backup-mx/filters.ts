import { packages as resolverPackages, RESOLV_CONF, resolverPart } from "../filters/resolver/resolver-part";
import { packages as spamFilterPackages, SpamFilterPlan, spamFilterPart } from "../filters/spam/spam-filter-part";
import { packages as virusScanPackages, virusScanPart } from "../filters/virus/virus-scan-part";
import { dkimSelectors } from "../identity/records";
import { Member } from "../member";
import { BundlePart } from "../ops/bundle";
import { BackupMxMta, BackupMxSettings } from "./args";
import { dkimPart } from "./identity";
import { sizeLimit } from "./on-host";
import { FilterFailure, MailPolicyArgs } from "./policy/args";

/** How each mail server asks the filters. */
const ASKED = {
    [BackupMxMta.Postfix]: { spamFilter: "milter", virusScan: "milter" },
    [BackupMxMta.Exim]: { spamFilter: "spamd", virusScan: "clamd" },
} as const;

/** Debian packages that the filters of a policy need, beside this mail server. */
export function filterPackages(mta: BackupMxMta, { resolver, spamFilter, virusScan }: MailPolicyArgs = {}): string[] {
    return [
        ...(resolver ? resolverPackages : []),
        ...(spamFilter ? spamFilterPackages : []),
        ...(virusScan ? virusScanPackages(ASKED[mta].virusScan) : []),
    ];
}

/** What a member's filters know of its mail server. */
function mail(member: Member, { policy, messageSizeLimitBytes }: BackupMxSettings) {
    return {
        messageSizeLimitBytes: sizeLimit(member === "a" ? "primary" : "backup", messageSizeLimitBytes),
        deferOnFailure: policy.filterFailure === FilterFailure.Tempfail,
    };
}

function spamFilter(member: Member, settings: BackupMxSettings, pair: readonly string[]): BundlePart[] {
    const { policy, identity, domains, mta } = settings;
    if (!policy.spamFilter) return [];
    const generation = identity?.dkimGeneration;
    const plan: SpamFilterPlan = {
        ...{ ...policy.spamFilter, ...mail(member, settings), domains, pair },
        asked: ASKED[mta[member]].spamFilter,
        // Exim signs by itself, where it sends mail.
        selectors:
            generation === undefined || mta[member] === BackupMxMta.Exim ? [] : dkimSelectors(member, generation),
        ...(policy.resolver ? { resolvConf: RESOLV_CONF } : {}),
    };
    return [...(generation === undefined ? [] : [dkimPart]), spamFilterPart(plan)];
}

/** What the filters of the policy are on a host, before its mail server asks them; `pair`: addresses of both hosts. */
export function filterParts(member: Member, settings: BackupMxSettings, pair: readonly string[]): BundlePart[] {
    const { resolver, virusScan } = settings.policy;
    const asked = ASKED[settings.mta[member]].virusScan;
    return [
        ...(resolver ? [resolverPart(resolver)] : []),
        ...spamFilter(member, settings, pair),
        ...(virusScan ? [virusScanPart({ ...virusScan, ...mail(member, settings), asked })] : []),
    ];
}
