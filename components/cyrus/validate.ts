import { linodeLimits } from "../dns/linode-limits";
import { inZone, nameProblem } from "../dns/names";
import { ZoneService } from "../dns/zone-service";
import { adminKeyProblems, standingProblems } from "../host/validate";
import { between, Problem, shown } from "../problems";
import { CyrusSettings } from "./args";
import { CyrusUser, InstanceSettings } from "./instance-args";
import { HEARTBEAT } from "./conf";

/** Below twice the time between two looks at the witness, a lost packet would close a healthy primary. */
const SELF_FENCE_SECONDS = { min: 15, max: 3600 };
const LAG_SECONDS = { min: 1, max: 86400 };
const TTL = { min: 60, max: 86400 };
const ARCHIVE_DAYS = { min: 1, max: 36500 };
/** What Cyrus takes in names of mailboxes, and a line of our file for Postfix; lower case, as both make it. */
const LOCAL_PART = /^[a-z0-9][a-z0-9._=-]{0,62}$/;
const PASSWORD = /^[\x21-\x7e]{8,128}$/;
const OPTION = /^[a-z][a-z0-9_-]*$/;

/** Settings that the pair sets itself; another value of each could lose mail, or let somebody in. */
const OWN_SETTINGS = [
    ...["servername", "configdirectory", "defaultpartition", "sievedir", "lmtpsocket", "idlesocket", "proc_path"],
    ...[
        "mboxname_lockpath",
        "admins",
        "allowplaintext",
        "virtdomains",
        "defaultdomain",
        "unixhierarchysep",
        "altnamespace",
    ],
    ...["conversations", "conversations_db", "delete_mode", "expunge_mode", "syslog_prefix", "username_tolower"],
    ...["lmtp_downcase_rcpt", "allowanonymouslogin", "autocreate_quota", "autocreate_post", "proxyservers"],
    ...["proxy_authname", "proxy_password"],
];
const OWN_FAMILIES = [
    ...["sync_", "sasl_", "tls_", "partition-", "metapartition", "archivepartition-", "archive_", "inner", "mupdate_"],
    ...["imap_", "imaps_", "pop3_", "pop3s_", "lmtpunix_", "front"],
];
/** By these a service of any name would let somebody in; Sieve has other settings that begin with its name. */
const OWN_ENDINGS = /_(admins|allowplaintext|allowanonymouslogin|proxyservers|(sasl|tls|sync)_.*)$/;

function placed(property: string, name: string, zone: string): Problem[] {
    const reason = nameProblem(name);
    if (reason !== undefined) return [{ property, reason }];
    return inZone(name, zone) ? [] : [{ property, reason: `"${name}" is not in the zone "${zone}"` }];
}

/** Each name in the zone, and for one thing alone. */
function names({ zone, names: hosts, instances, murder }: CyrusSettings): Problem[] {
    const wrong = nameProblem(zone);
    // A bad zone makes every name in it look wrong: it is told alone.
    if (wrong !== undefined) return [{ property: "zone", reason: wrong }];
    const all = [
        ...Object.entries(hosts).map(([key, name]) => ({ property: `${key}.hostName`, name, of: key })),
        ...(murder ? [{ property: "murder.serviceName", name: murder.serviceName, of: "the Murder" }] : []),
        ...instances.map(({ serviceName, name }, index) => {
            return { property: `instances[${index}].serviceName`, name: serviceName, of: `instance "${name}"` };
        }),
    ];
    return all.flatMap(({ property, name }, index) => {
        const found = placed(property, name, zone);
        if (found.length > 0) return found;
        const twin = all.slice(0, index).find((other) => other.name === name);
        return twin ? [{ property, reason: `"${name}" is the name of ${twin.of} too: each needs one of its own` }] : [];
    });
}

function domains({ zone, instances }: CyrusSettings): Problem[] {
    const all = instances.flatMap((instance, place) =>
        instance.domains.map((domain, index) => ({
            domain,
            property: `instances[${place}].domains[${index}]`,
            instance,
        })),
    );
    const empty = instances.flatMap((instance, place) => {
        if (instance.domains.length > 0) return [];
        return [
            { property: `instances[${place}].domains`, reason: "is empty: users of an instance need a mail domain" },
        ];
    });
    const wrong = all.flatMap(({ domain, property }, index) => {
        const found = placed(property, domain, zone);
        if (found.length > 0) return found;
        const twin = all.slice(0, index).find((other) => other.domain === domain);
        if (!twin) return [];
        return [
            {
                property,
                reason: `"${domain}" is a domain of "${twin.instance.name}" too: its mail can go to one of them`,
            },
        ];
    });
    return [...empty, ...wrong];
}

function userProblems(property: string, { name, password, quotaMiB }: CyrusUser, of: readonly string[]): Problem[] {
    const problems: Problem[] = [];
    const [local, domain, ...rest] = name.split("@");
    if (domain === undefined || rest.length > 0 || !LOCAL_PART.test(local)) {
        const reason = `${shown(name)} is no address: lower-case letters, digits and ". _ = -" before the @, like "anna@${of[0]}"`;
        problems.push({ property: `${property}.name`, reason });
    } else if (!of.includes(domain)) {
        const reason = `"${name}" is in no domain of its instance: ${of.map((one) => `"${one}"`).join(", ")}`;
        problems.push({ property: `${property}.name`, reason });
    } else if (local === HEARTBEAT || local.startsWith("standby_")) {
        problems.push({
            property: `${property}.name`,
            reason: `"${local}" is a name that the pair itself uses: choose another one`,
        });
    }
    if (!PASSWORD.test(password)) {
        const reason = "must be 8 to 128 printable characters without spaces; it is not shown here";
        problems.push({ property: `${property}.password`, reason });
    }
    if (quotaMiB !== undefined)
        problems.push(...between(`${property}.quotaMiB`, quotaMiB, " MiB", { min: 1, max: 1 << 30 }));
    return problems;
}

function users(property: string, { users: all, domains: of }: InstanceSettings): Problem[] {
    const known = new Set<string>();
    return all.flatMap((user, index) => {
        const at = `${property}.users[${index}]`;
        const twice = known.has(user.name);
        known.add(user.name);
        const reason = `"${user.name}" stands here twice: one user, one password`;
        return [...userProblems(at, user, of), ...(twice ? [{ property: `${at}.name`, reason }] : [])];
    });
}

/** Values that would break out of their line in imapd.conf, or are none. */
function directory(property: string, { directory: of }: InstanceSettings): Problem[] {
    if (of === undefined) return [];
    const { database, user, password, select } = of;
    const all = { ...Object.fromEntries(of.hosts.map((host, index) => [`hosts[${index}]`, host])), database, user };
    const problems = Object.entries({ ...all, password, select }).flatMap(([key, value]) => {
        if (value.trim() !== "" && !/[\n\r]/.test(value)) return [];
        const reason = "must be one line that is not empty";
        return [{ property: `${property}.directory.${key}`, reason }];
    });
    if (of.hosts.length > 0) return problems;
    return [...problems, { property: `${property}.directory.hosts`, reason: "is empty: name a host of the database" }];
}

function options(property: string, settings: Readonly<Record<string, string>>): Problem[] {
    return Object.entries(settings).flatMap(([name, value]) => {
        const at = `${property}.imapdSettings.${name}`;
        if (!OPTION.test(name)) return [{ property: at, reason: "is not a name of a setting of Cyrus" }];
        const own = OWN_SETTINGS.includes(name) || OWN_FAMILIES.some((family) => name.startsWith(family));
        if (own || OWN_ENDINGS.test(name)) {
            return [{ property: at, reason: "is set by the pair itself: use the pair's own argument, or leave it" }];
        }
        return /[\n\r]/.test(value) ? [{ property: at, reason: `${shown(value)} must be one line` }] : [];
    });
}

/** What Linode Domains cannot hold. */
function atLinode(settings: CyrusSettings): Problem[] {
    if (settings.zoneService !== ZoneService.Linode) return [];
    const { addressTtlSeconds, endpointTtlSeconds, mxTtlSeconds } = settings;
    return linodeLimits({ addressTtlSeconds, endpointTtlSeconds, mxTtlSeconds });
}

/** Everything that can be wrong once all values are known. */
export function settingsProblems(settings: CyrusSettings): Problem[] {
    const placeable = nameProblem(settings.zone) === undefined;
    return [
        ...names(settings),
        ...standingProblems(settings.addresses),
        ...(placeable ? domains(settings) : []),
        ...settings.instances.flatMap((instance, index) => [
            ...(placeable ? users(`instances[${index}]`, instance) : []),
            ...directory(`instances[${index}]`, instance),
            ...options(`instances[${index}]`, instance.imapdSettings),
            ...between(`instances[${index}].archiveAfterDays`, instance.archiveAfterDays, " days", ARCHIVE_DAYS),
        ]),
        ...between("selfFenceSeconds", settings.selfFenceSeconds, " seconds", SELF_FENCE_SECONDS),
        ...between("maxLagSeconds", settings.maxLagSeconds, " seconds", LAG_SECONDS),
        ...between("addressTtlSeconds", settings.addressTtlSeconds, " seconds", TTL),
        ...between("endpointTtlSeconds", settings.endpointTtlSeconds, " seconds", TTL),
        ...between("mxTtlSeconds", settings.mxTtlSeconds, " seconds", TTL),
        ...atLinode(settings),
        ...adminKeyProblems(settings.adminKeys),
    ];
}
