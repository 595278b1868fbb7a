import { inZone, nameProblem } from "../dns/names";
import { Problem, shown } from "../problems";
import { BackupMxMemberArgs, BackupMxPairArgs, BackupMxSettings } from "./args";

const ADDRESS_TTL = { min: 60, max: 86400 };
const MX_TTL = { min: 60, max: 604800 };
const LIFETIME_DAYS = { min: 1, max: 100 };
const REFRESH_SECONDS = { min: 60, max: 604800 };
const SIZE_BYTES = { min: 65536, max: 1073741824 };
const PREFERENCE = { min: 0, max: 65535 };
/** Resource names become labels of machines, firewalls ("-fw", at most 32) and groups ("-apart"). */
const PAIR_NAME = /^[a-z]([a-z0-9-]{0,22}[a-z0-9])$/;
const RECIPIENT = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@([a-z0-9.-]+)$/;
const IPV4 = /^((25[0-5]|2[0-4]\d|1?\d?\d)(\.(?!$)|$)){4}$/;
const CIDR = /^[0-9a-f.:]+\/\d{1,3}$/i;
const PUBLIC_KEY = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+|sk-ssh-ed25519@openssh\.com) [A-Za-z0-9+/]+=*( .*)?$/;

/** A bad time kills the daemon that reads it, and no checker of Postfix looks at all of them. */
const TIME_PARAMETER = /_(time|timeout|lifetime|delay|backoff_time)$/;

/** Parameters that the pair sets itself: the template's own, and those that would open a relay. */
const OWN_SETTINGS = [
    ...[
        "myhostname",
        "mydestination",
        "mynetworks",
        "mynetworks_style",
        "inet_interfaces",
        "relay_domains",
        "transport_maps",
    ],
    ...["relay_recipient_maps", "relay_transport", "smtpd_relay_restrictions", "smtpd_recipient_restrictions"],
    ...["permit_mx_backup_networks", "maximal_queue_lifetime", "fast_flush_domains", "fast_flush_refresh_time"],
    ...[
        "virtual_mailbox_domains",
        "virtual_mailbox_maps",
        "virtual_mailbox_base",
        "message_size_limit",
        "smtpd_delay_reject",
    ],
];

/** Is the text an IPv4 address? */
export function isIpv4(text: string): boolean {
    return IPV4.test(text);
}

function between(property: string, value: number, unit: string, { min, max }: { min: number; max: number }): Problem[] {
    if (Number.isInteger(value) && value >= min && value <= max) return [];
    return [{ property, reason: `${shown(value)} is out of range: a whole number from ${min} to ${max}${unit}` }];
}

function names(settings: BackupMxSettings): Problem[] {
    const problems: Problem[] = [];
    const named: [string, string][] = [
        ["zone", settings.zone],
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
    if (settings.backupPreference <= settings.primaryPreference) {
        const reason =
            `${settings.backupPreference} is not higher than the primary's ${settings.primaryPreference}: senders try the ` +
            `lower one first, so the backup needs a number from ${settings.primaryPreference + 1} to ${PREFERENCE.max}`;
        problems.push({ property: "backupPreference", reason });
    }
    return problems;
}

function recipients({ recipients: list, domains }: BackupMxSettings): Problem[] {
    const advice = 'list every address that exists, like ["anna@example.com"]';
    if (list.length === 0) {
        const reason = `the list is empty: a backup that knows no recipients refuses all mail or returns spam to strangers; ${advice}`;
        return [{ property: "recipients", reason }];
    }
    const problems: Problem[] = [];
    list.forEach((address, index) => {
        const domain = RECIPIENT.exec(address)?.[1];
        const property = `recipients[${index}]`;
        if (domain === undefined) {
            problems.push({
                property,
                reason: `${shown(address)} is not an address: write user@domain, the domain in lower case`,
            });
        } else if (!domains.includes(domain)) {
            const reason = `${shown(address)} is in none of the domains ${shown(domains)}: add "${domain}" to domains, or take it out`;
            problems.push({ property, reason });
        }
    });
    const shownAtMost = 20;
    if (problems.length <= shownAtMost) return problems;
    const rest = problems.length - shownAtMost;
    return [...problems.slice(0, shownAtMost), { property: "recipients", reason: `and ${rest} more like these` }];
}

function settingsOf({ postfixSettings, adminKeys }: BackupMxSettings): Problem[] {
    const problems: Problem[] = [];
    for (const [name, value] of Object.entries(postfixSettings)) {
        const property = `postfixSettings.${name}`;
        if (!/^[a-z][a-z0-9_]*$/.test(name))
            problems.push({ property, reason: "is not a name of a main.cf parameter" });
        else if (OWN_SETTINGS.includes(name)) {
            problems.push({ property, reason: "is set by the pair itself: use the pair's own argument, or leave it" });
        } else if (/[\n\r]/.test(value)) problems.push({ property, reason: `${shown(value)} must be one line` });
        else if (TIME_PARAMETER.test(name) && !/^(\$[a-z_]+|\d+[smhdw]?)$/.test(value)) {
            problems.push({
                property,
                reason: `${shown(value)} is not a time: a number with s, m, h, d or w, like "300s"`,
            });
        }
    }
    adminKeys.forEach((key, index) => {
        if (PUBLIC_KEY.test(key)) return;
        const property = `adminKeys[${index}]`;
        problems.push({
            property,
            reason: `${shown(key)} is not an SSH public key: write the one line of a .pub file`,
        });
    });
    return problems;
}

/** Everything that can be wrong once all values are known. */
export function settingsProblems(settings: BackupMxSettings): Problem[] {
    return [
        ...names(settings),
        ...hosts(settings),
        ...recipients(settings),
        ...between("primaryPreference", settings.primaryPreference, "", PREFERENCE),
        ...between("backupPreference", settings.backupPreference, "", PREFERENCE),
        ...between("addressTtlSeconds", settings.addressTtlSeconds, " seconds", ADDRESS_TTL),
        ...between("mxTtlSeconds", settings.mxTtlSeconds, " seconds", MX_TTL),
        ...between("queueLifetimeDays", settings.queueLifetimeDays, " days", LIFETIME_DAYS),
        ...between("fastFlushRefreshSeconds", settings.fastFlushRefreshSeconds, " seconds", REFRESH_SECONDS),
        ...between("messageSizeLimitBytes", settings.messageSizeLimitBytes, " bytes", SIZE_BYTES),
        ...settingsOf(settings),
    ];
}

function origin(property: string, member: BackupMxMemberArgs): Problem[] {
    const given = (["linode", "existing", "unmanaged"] as const).filter((kind) => member[kind] !== undefined);
    if (given.length !== 1) {
        const found = given.length === 0 ? "none is given" : `${given.join(" and ")} are given`;
        return [
            {
                property,
                reason: `${found}: say with exactly one of linode, existing, unmanaged where the host comes from`,
            },
        ];
    }
    if (property === "b" && given[0] === "unmanaged") {
        return [
            { property: "b.unmanaged", reason: "the backup is what this pair sets up: only a can be left unmanaged" },
        ];
    }
    return [];
}

function sameHost({ a, b }: BackupMxPairArgs): Problem[] {
    const addressA = a.existing?.address ?? a.unmanaged?.address;
    const addressB = b.existing?.address;
    if (typeof addressA !== "string" || addressA !== addressB) return [];
    const reason = `"${addressB}" is the primary's address too: a backup on the same host is no backup`;
    return [{ property: "b.existing.address", reason }];
}

function addresses({ a, b }: BackupMxPairArgs): Problem[] {
    const given = { "a.existing": a.existing, "a.unmanaged": a.unmanaged, "b.existing": b.existing };
    return Object.entries(given).flatMap(([path, host]) => {
        if (typeof host?.address !== "string" || isIpv4(host.address)) return [];
        return [
            {
                property: `${path}.address`,
                reason: `${shown(host.address)} is not an IPv4 address, like "203.0.113.25"`,
            },
        ];
    });
}

/** Everything that can be wrong with what must be plain: the shape of the pair, not its values. */
export function shapeProblems(name: string, args: BackupMxPairArgs): Problem[] {
    const problems = [...origin("a", args.a), ...origin("b", args.b), ...sameHost(args), ...addresses(args)];
    if (!PAIR_NAME.test(name) || name.includes("--")) {
        const reason = `${shown(name)} cannot label machines: 2 to 24 lower-case letters, digits and single inner hyphens`;
        problems.push({ property: "name", reason });
    }
    if (args.release !== undefined && args.release !== "a" && args.release !== "b") {
        const reason = `${shown(args.release)} is not a member: release "a" or "b", one at a time, so that the other keeps the mail`;
        problems.push({ property: "release", reason });
    }
    const generation = args.deployKeyGeneration ?? 1;
    if (!Number.isInteger(generation) || generation < 1) {
        problems.push({
            property: "deployKeyGeneration",
            reason: `${shown(generation)} is not 1, 2, 3 ...: raise it by one to rotate`,
        });
    }
    (args.sshFrom ?? []).forEach((network, index) => {
        if (CIDR.test(network)) return;
        problems.push({
            property: `sshFrom[${index}]`,
            reason: `${shown(network)} is not a network, like "203.0.113.0/24"`,
        });
    });
    return problems;
}
