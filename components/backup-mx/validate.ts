import { acmeProblems, MOST_NAMES } from "../acme/validate";
import { linodeLimits } from "../dns/linode-limits";
import { inZone, nameProblem } from "../dns/names";
import { ZoneService } from "../dns/zone-service";
import { addressProblems, adminKeyProblems } from "../host/validate";
import { identityProblems } from "../identity/validate";
import { preflightProblems } from "../preflight/validate";
import { between, Problem, shown } from "../problems";
import { RecipientSource } from "../recipients/args";
import { recipientsFromProblems } from "../recipients/validate";
import { BackupMxMta, BackupMxSettings } from "./args";
import { policyProblems } from "./policy/validate";
import { MILTER_PARAMETERS } from "./postfix/milters";
import { HANDOVER_PARAMETERS } from "./postfix/destination";
import { POLICY_PARAMETERS } from "./postfix/policy";

const ADDRESS_TTL = { min: 60, max: 86400 };
const MX_TTL = { min: 60, max: 604800 };
const LIFETIME_DAYS = { min: 1, max: 100 };
const REFRESH_SECONDS = { min: 60, max: 604800 };
const CANARY_SECONDS = { min: 30, max: 3600 };
const SIZE_BYTES = { min: 65536, max: 1073741824 };
const PRIMARY_PREFERENCE = { min: 0, max: 65534 };
const BACKUP_PREFERENCE = { min: 1, max: 65535 };
const RECIPIENT = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@([a-z0-9.-]+)$/;
/** Users that a lookup table or a folder of mailboxes would take for something else. */
const NO_MAILBOX = /^#|\/|^\.|\.\.|\.@/;

/** A bad time kills the daemon that reads it, and no checker of Postfix looks at all of them. */
const TIME_PARAMETER = /_(time|timeout|lifetime|delay|backoff_time)$/;

/** Parameters that the pair sets itself: the template's own, and those that would open a relay. */
const OWN_SETTINGS = [
    ...["myhostname", "mydestination", "mynetworks", "mynetworks_style", "inet_interfaces", "relay_domains"],
    ...["transport_maps", "relay_recipient_maps", "relay_transport", "permit_mx_backup_networks"],
    ...["maximal_queue_lifetime", "fast_flush_domains", "fast_flush_refresh_time", "smtpd_etrn_restrictions"],
    ...["virtual_mailbox_domains", "virtual_mailbox_maps", "virtual_mailbox_base", "smtpd_delay_reject"],
    ...POLICY_PARAMETERS,
];

function names(settings: BackupMxSettings): Problem[] {
    const problems: Problem[] = [];
    if (settings.domains.length === 0) {
        const reason = "the list is empty: name the mail domains, or leave it out to mean the zone alone";
        problems.push({ property: "domains", reason });
    }
    settings.domains.forEach((domain, index, all) => {
        if (all.indexOf(domain) === index) return;
        problems.push({ property: `domains[${index}]`, reason: `"${domain}" is named twice: take one out` });
    });
    const named: [string, string][] = [
        ...settings.domains.map((domain, index): [string, string] => [`domains[${index}]`, domain]),
        ["a.hostName", settings.names.a],
        ["b.hostName", settings.names.b],
    ];
    for (const [property, name] of named) {
        const wrong = nameProblem(name);
        if (wrong !== undefined) problems.push({ property, reason: wrong });
        else if (!inZone(name, settings.zone)) {
            const reason = `"${name}" is not in the zone "${settings.zone}": name the zone that holds it, or a name in this one`;
            problems.push({ property, reason });
        }
    }
    return problems;
}

function hosts(settings: BackupMxSettings): Problem[] {
    const problems: Problem[] = [];
    const { a, b } = settings.names;
    if (a === b) {
        const reason = `"${b}" is the primary's name too: a backup on the same host is no backup, give it a host of its own`;
        problems.push({ property: "b.hostName", reason });
    }
    settings.domains.forEach((domain, index) => {
        if (domain !== b && domain !== a) return;
        const owner = domain === b ? "the backup" : "the primary";
        const reason = `"${domain}" is the name of ${owner}, whose own mail is local: it cannot be relayed as well`;
        problems.push({ property: `domains[${index}]`, reason });
    });
    const { primaryPreference } = settings;
    if (settings.backupPreference <= primaryPreference && primaryPreference <= PRIMARY_PREFERENCE.max) {
        const reason =
            `${settings.backupPreference} is not higher than the primary's ${primaryPreference}: senders try the ` +
            `lower one first, so the backup needs a number from ${primaryPreference + 1} to ${BACKUP_PREFERENCE.max}`;
        problems.push({ property: "backupPreference", reason });
    }
    return problems;
}

/** Hosts that stand already. */
function standing({ addresses }: BackupMxSettings): Problem[] {
    const problems = Object.entries(addresses).flatMap(([host, address]) =>
        addressProblems(`${host}.address`, address),
    );
    const backup = addresses["b.existing"];
    if (backup !== undefined && [addresses["a.existing"], addresses["a.unmanaged"]].includes(backup)) {
        const reason = `"${backup}" is the primary's address too: a backup on the same host is no backup`;
        problems.push({ property: "b.existing.address", reason });
    }
    return problems;
}

/** Exim keeps no tables that a list could be read from. */
function listOfPostfix({ recipientsFrom, mta }: BackupMxSettings): Problem[] {
    if (recipientsFrom?.source !== RecipientSource.Postfix || mta.a !== BackupMxMta.Exim) return [];
    const reason = `"postfix" reads the tables of Postfix, and the primary runs Exim, which has none: take "passwd", "cyrus", "dovecot" or "sql"`;
    return [{ property: "recipientsFrom.source", reason }];
}

function recipients({ recipients: list, domains, recipientsFrom, handsOver, addresses }: BackupMxSettings): Problem[] {
    const advice = 'list every address that exists, like ["anna@example.com"]';
    const told = handsOver || (recipientsFrom && addresses["a.unmanaged"] !== undefined);
    if (list.length === 0 && told) return [];
    if (handsOver) {
        const reason = "goes without mailboxes, which tell their own list: take one of them out";
        return [{ property: "recipients", reason }];
    }
    if (list.length === 0) {
        const reason = `the list is empty: a backup that knows no recipients refuses all mail or returns spam to strangers; ${advice}`;
        return [{ property: "recipients", reason }];
    }
    const problems: Problem[] = [];
    const ours = new Set(domains);
    list.forEach((address, index) => {
        const domain = RECIPIENT.exec(address)?.[1];
        const property = `recipients[${index}]`;
        if (domain === undefined) {
            problems.push({
                property,
                reason: `${shown(address)} is not an address: write user@domain, the domain in lower case`,
            });
        } else if (NO_MAILBOX.test(address)) {
            const rule = 'the user holds no "/", no "#" in front and no dot at an end or beside another';
            problems.push({ property, reason: `${shown(address)} cannot have a mailbox here: ${rule}` });
        } else if (domains.length > 0 && !ours.has(domain)) {
            const reason = `${shown(address)} is in none of the domains ${shown(domains)}: add "${domain}" to domains, or take it out`;
            problems.push({ property, reason });
        }
    });
    const shownAtMost = 20;
    if (problems.length <= shownAtMost) return problems;
    const rest = problems.length - shownAtMost;
    return [...problems.slice(0, shownAtMost), { property: "recipients", reason: `and ${rest} more like these` }];
}

/** Parameters that name a certificate: by ACME it is the pair that knows which. */
const CERTIFICATE_PARAMETERS = ["", "ec", "d"].flatMap((kind) => [
    `smtpd_tls_${kind}cert_file`,
    `smtpd_tls_${kind}key_file`,
]);

function settingsOf({ postfixSettings, policy, handsOver, ipv6, acme }: BackupMxSettings): Problem[] {
    const own = [
        ...OWN_SETTINGS,
        // A milter of the user's own is his, unless the policy has some.
        ...(policy.spamFilter || policy.virusScan ? MILTER_PARAMETERS : []),
        ...(handsOver ? HANDOVER_PARAMETERS : []),
        ...(ipv6 ? ["inet_protocols"] : []),
        ...(acme ? [...CERTIFICATE_PARAMETERS, "smtpd_tls_chain_files"] : []),
    ];
    const problems: Problem[] = [];
    for (const [name, value] of Object.entries(postfixSettings)) {
        const property = `postfixSettings.${name}`;
        if (!/^[a-z][a-z0-9_]*$/.test(name))
            problems.push({ property, reason: "is not a name of a main.cf parameter" });
        else if (own.includes(name)) {
            problems.push({ property, reason: "is set by the pair itself: use the pair's own argument, or leave it" });
        } else if (/[\n\r]/.test(value)) problems.push({ property, reason: `${shown(value)} must be one line` });
        else if (TIME_PARAMETER.test(name) && !/^(.*\$.*|\d+[smhdw]?)$/.test(value)) {
            problems.push({
                property,
                reason: `${shown(value)} is not a time: a number with s, m, h, d or w, like "300s"`,
            });
        }
    }
    return problems;
}

/** Users that Exim's list could not hold. */
function trustedUsers({ trustedUsers: users }: BackupMxSettings): Problem[] {
    return users.flatMap((user, index) => {
        if (/^[a-z_][a-z0-9_-]{0,31}$/.test(user)) return [];
        return [
            { property: `trustedUsers[${index}]`, reason: `${shown(user)} is not a name of a user, like "www-data"` },
        ];
    });
}

/** One certificate of a host has the names of all policies. */
function policyNames({ identity, domains }: BackupMxSettings): Problem[] {
    if (!identity?.mtaSts || domains.length <= MOST_NAMES) return [];
    const reason = `is for ${MOST_NAMES} domains at most, which is how many names a certificate holds, and there are ${domains.length}: make a pair for the others, or leave it out`;
    return [{ property: "identity.mtaSts", reason }];
}

function verification({ verifyRecipients, mta }: BackupMxSettings): Problem[] {
    if (!verifyRecipients || mta.b !== BackupMxMta.Exim) return [];
    return [{ property: "verifyRecipients", reason: "is for a backup with Postfix: leave it out with Exim" }];
}

/** What Linode Domains cannot hold; what is wrong by itself is told of elsewhere. */
function atLinode(settings: BackupMxSettings): Problem[] {
    if (settings.zoneService !== ZoneService.Linode) return [];
    const { addressTtlSeconds, mxTtlSeconds, primaryPreference, backupPreference, identity } = settings;
    const ttls = { addressTtlSeconds, mxTtlSeconds, ...(identity && { "identity.ttlSeconds": identity.ttlSeconds }) };
    const problems = linodeLimits(ttls, { primaryPreference, backupPreference });
    if (!identity?.tlsa) return problems;
    const reason = "Linode Domains has no TLSA records: leave it out, or keep the zone at Cloudflare";
    return [...problems, { property: "identity.tlsa", reason }];
}

/** Everything that can be wrong once all values are known. */
export function settingsProblems(settings: BackupMxSettings): Problem[] {
    // A bad zone makes every name in it look wrong: it is told alone.
    const zone = nameProblem(settings.zone);
    const inTheZone = () => [...names(settings), ...hosts(settings), ...standing(settings), ...recipients(settings)];
    return [
        ...(zone === undefined ? inTheZone() : [{ property: "zone", reason: zone }]),
        ...between("primaryPreference", settings.primaryPreference, "", PRIMARY_PREFERENCE),
        ...between("backupPreference", settings.backupPreference, "", BACKUP_PREFERENCE),
        ...between("addressTtlSeconds", settings.addressTtlSeconds, " seconds", ADDRESS_TTL),
        ...between("mxTtlSeconds", settings.mxTtlSeconds, " seconds", MX_TTL),
        ...between("queueLifetimeDays", settings.queueLifetimeDays, " days", LIFETIME_DAYS),
        ...between("fastFlushRefreshSeconds", settings.fastFlushRefreshSeconds, " seconds", REFRESH_SECONDS),
        ...between("messageSizeLimitBytes", settings.messageSizeLimitBytes, " bytes", SIZE_BYTES),
        ...policyProblems(settings.policy),
        ...(settings.recipientsFrom ? recipientsFromProblems("recipientsFrom", settings.recipientsFrom) : []),
        ...listOfPostfix(settings),
        ...(settings.identity ? identityProblems(settings.identity) : []),
        ...policyNames(settings),
        ...(settings.acme ? acmeProblems(settings.acme) : []),
        ...(settings.preflight ? preflightProblems(settings.preflight) : []),
        ...between("canaryEverySeconds", settings.canaryEverySeconds, " seconds", CANARY_SECONDS),
        ...atLinode(settings),
        ...verification(settings),
        ...settingsOf(settings),
        ...trustedUsers(settings),
        ...adminKeyProblems(settings.adminKeys),
    ];
}
