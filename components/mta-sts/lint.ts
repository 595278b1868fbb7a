import { MailInZone } from "../dns/zone";
import { Problem } from "../problems";
import { MtaSts, MtaStsMode } from "./args";
import { after, dateOf, dayOf } from "./days";
import { policyMxs, policyText } from "./policy";

/** The policy and the MX records that an `up` would make, beside what stands in DNS now. */
export interface PolicyAndDns {
    readonly policy: MtaSts;
    readonly domains: readonly string[];
    /** Names of the pair's own MXs, and those of them whose records this program makes. */
    readonly own: readonly string[];
    readonly made: readonly string[];
    readonly inZone: MailInZone;
    readonly today: Date;
}

const PROPERTY = "identity.mtaSts.announced";
const example = (host: string, day: Date) => `announced: { "${host}": "${dateOf(day)}" }`;

/** A host that senders are sent to, and that the policy does not name: they would not deliver there. */
function notNamed({ policy, domains, own, inZone, today }: PolicyAndDns): Problem[] {
    if (policy.mode === MtaStsMode.None) return [];
    const named = policyMxs(policy, own);
    const strangers = inZone.mxs.filter(({ domain, host }) => domains.includes(domain) && !named.includes(host));
    return strangers.map(({ domain, host }) => {
        const reason =
            `${domain} has an MX record for ${host}, which the policy does not name: senders would not deliver there. ` +
            `Name it, ${example(host, today)}, and take it out when its record is gone; or delete the record first` +
            (inZone.late ? `. ${inZone.late}` : "");
        return { property: PROPERTY, reason };
    });
}

/** Why this host must not become an MX of the domain yet. */
function tooEarly(host: string, domain: string, { policy, today }: PolicyAndDns): string | undefined {
    const { maxAgeDays, announced } = policy;
    const since = announced[host] === undefined ? undefined : dayOf(announced[host]);
    const kept = `senders keep a policy for ${maxAgeDays} days (maxAgeDays)`;
    if (since === undefined) {
        return (
            `${host} would be a new MX of ${domain}, whose policy may be enforced without it, and ${kept}. Policy first: run an up ` +
            `with the former host names and ${example(host, today)}, and this one from ${dateOf(after(today, maxAgeDays))} on`
        );
    }
    const from = after(since, maxAgeDays);
    if (today.getTime() >= from.getTime()) return undefined;
    return `${host} would be a new MX of ${domain}, was announced on ${announced[host]}, and ${kept}: run this up from ${dateOf(from)} on`;
}

/** Is the policy that stands one that nobody enforces, with the MXs that stand? Its record tells no more than that it is another one. */
function isLoose(text: string, there: readonly string[], policy: MtaSts): boolean {
    const orders = [there, [...there].reverse()];
    return [MtaStsMode.Testing, MtaStsMode.None].some((mode) =>
        orders.some((own) => policyText({ ...policy, mode }, own) === text),
    );
}

/** A new MX in a domain whose policy may be in senders' hands without it. */
function notAnnounced(all: PolicyAndDns): Problem[] {
    const { policy, own, domains, made, inZone } = all;
    return inZone.policies
        .filter(({ domain }) => domains.includes(domain))
        .flatMap(({ domain, text }) => {
            const there = inZone.mxs.filter((mx) => mx.domain === domain).map(({ host }) => host);
            if (isLoose(text, there, policy)) return [];
            // The record of the policy is written last: where it stands, its hosts have been MXs, whoever has deleted their record since.
            const stood =
                text === policyText(policy, own) ? own.filter((host) => policy.announced[host] === undefined) : [];
            return made
                .filter((host) => !there.includes(host) && !stood.includes(host))
                .flatMap((host) => tooEarly(host, domain, all) ?? [])
                .map((reason) => ({ property: PROPERTY, reason }));
        });
}

/** What is wrong between the policy and DNS as it stands: each MX must be named, a new one for as long as senders remember. */
export function policyLint(all: PolicyAndDns): Problem[] {
    return [...notNamed(all), ...notAnnounced(all)];
}
