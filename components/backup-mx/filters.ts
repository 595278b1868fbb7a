import { packages as resolverPackages, RESOLV_CONF, resolverPart } from "../filters/resolver/resolver-part";
import { packages as spamFilterPackages, SpamFilterPlan, spamFilterPart } from "../filters/spam/spam-filter-part";
import { packages as virusScanPackages, virusScanPart } from "../filters/virus/virus-scan-part";
import { dkimSelectors } from "../identity/records";
import { Member } from "../member";
import { BundlePart } from "../ops/bundle";
import { BackupMxSettings } from "./args";
import { dkimPart } from "./identity";
import { sizeLimit } from "./on-host";
import { FilterFailure, MailPolicyArgs } from "./policy/args";

/** Debian packages that the filters of a policy need. */
export function filterPackages({ resolver, spamFilter, virusScan }: MailPolicyArgs = {}): string[] {
    return [
        ...(resolver ? resolverPackages : []),
        ...(spamFilter ? spamFilterPackages : []),
        ...(virusScan ? virusScanPackages : []),
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
    const { policy, identity, domains } = settings;
    if (!policy.spamFilter) return [];
    const generation = identity?.dkimGeneration;
    const plan: SpamFilterPlan = {
        ...{ ...policy.spamFilter, ...mail(member, settings), domains, pair },
        selectors: generation === undefined ? [] : dkimSelectors(member, generation),
        ...(policy.resolver ? { resolvConf: RESOLV_CONF } : {}),
    };
    return [...(generation === undefined ? [] : [dkimPart]), spamFilterPart(plan)];
}

/** What the filters of the policy are on a host, before its mail server asks them; `pair`: addresses of both hosts. */
export function filterParts(member: Member, settings: BackupMxSettings, pair: readonly string[]): BundlePart[] {
    const { resolver, virusScan } = settings.policy;
    return [
        ...(resolver ? [resolverPart(resolver)] : []),
        ...spamFilter(member, settings, pair),
        ...(virusScan ? [virusScanPart({ ...virusScan, ...mail(member, settings) })] : []),
    ];
}
