import { inZone, nameProblem } from "../dns/names";
import { adminKeyProblems, standingProblems } from "../host/validate";
import { between, Problem, shown } from "../problems";
import { ActiveActiveSettings, KnownUser } from "./args";
import { MOUNT } from "./places";

const TTL = { min: 60, max: 86400 };
/** What is safe in the names of folders, in a passwd-file and in a map of Postfix; lower case, as both make it. */
const LOCAL_PART = /^[a-z0-9][a-z0-9._=-]{0,62}$/;
const PASSWORD = /^[\x21-\x7e]{8,128}$/;
const FOLDER = /^(\/(?!\.\.?(\/|$))[A-Za-z0-9._-]+)+$/;
const BUCKET = /^s3:https?:\/\/[A-Za-z0-9.:-]+\/[A-Za-z0-9._/-]+$/;
const URL_FORM = /^https?:\/\/[A-Za-z0-9.:-]+(\/[A-Za-z0-9._-]+)*$/;
const TOKEN = /^[\x21-\x7e]{8,512}$/;

function placed(property: string, name: string, zone: string): Problem[] {
    const reason = nameProblem(name);
    if (reason !== undefined) return [{ property, reason }];
    return inZone(name, zone) ? [] : [{ property, reason: `"${name}" is not in the zone "${zone}"` }];
}

function names({ zone, names: hosts, serviceName, domains }: ActiveActiveSettings): Problem[] {
    const wrong = nameProblem(zone);
    // A bad zone makes every name in it look wrong: it is told alone.
    if (wrong !== undefined) return [{ property: "zone", reason: wrong }];
    const all = [
        ...Object.entries(hosts).map(([key, name]) => ({ property: `${key}.hostName`, name })),
        { property: "serviceName", name: serviceName },
    ];
    const each = all.flatMap(({ property, name }, index) => {
        const found = placed(property, name, zone);
        if (found.length > 0) return found;
        const twin = all.slice(0, index).find((other) => other.name === name);
        return twin ? [{ property, reason: `"${name}" is ${twin.property} too: each needs a name of its own` }] : [];
    });
    if (domains.length === 0) each.push({ property: "domains", reason: "is empty: users need a mail domain" });
    return [...each, ...domains.flatMap((domain, index) => placed(`domains[${index}]`, domain, zone))];
}

function shortNames({ names: hosts }: ActiveActiveSettings): Problem[] {
    const [a, b] = [hosts.a, hosts.b].map((name) => name.split(".")[0]);
    if (a !== b) return [];
    const reason = `"${hosts.b}" has the same first label as "${hosts.a}": DRBD tells members apart by it`;
    return [{ property: "b.hostName", reason }];
}

function userProblems(property: string, { name, password }: KnownUser, domains: readonly string[]): Problem[] {
    const problems: Problem[] = [];
    const [local, domain, ...rest] = name.split("@");
    if (domain === undefined || rest.length > 0 || !LOCAL_PART.test(local)) {
        const reason = `${shown(name)} is no address: lower-case letters, digits and ". _ = -" before the @, like "anna@${domains[0]}"`;
        problems.push({ property: `${property}.name`, reason });
    } else if (!domains.includes(domain)) {
        const reason = `"${name}" is in none of the domains: ${domains.map((one) => `"${one}"`).join(", ")}`;
        problems.push({ property: `${property}.name`, reason });
    }
    if (!PASSWORD.test(password)) {
        const reason = "must be 8 to 128 printable characters without spaces; it is not shown here";
        problems.push({ property: `${property}.password`, reason });
    }
    return problems;
}

function users({ users: all, domains }: ActiveActiveSettings): Problem[] {
    if (all.length === 0) return [{ property: "users", reason: "is empty: nobody could get mail or log in" }];
    return all.flatMap((user, index) => {
        const twice = all.findIndex(({ name }) => name === user.name) < index;
        const reason = `"${user.name}" stands here twice: one user, one password`;
        const at = `users[${index}]`;
        return [...userProblems(at, user, domains), ...(twice ? [{ property: `${at}.name`, reason }] : [])];
    });
}

function backupProblems({ backup }: ActiveActiveSettings): Problem[] {
    const { repository, password, accessKey, secretKey, at, keepDays } = backup;
    const problems: Problem[] = [];
    const add = (key: string, reason: string) => problems.push({ property: key ? `backup.${key}` : "backup", reason });
    if (repository === "") {
        add("", "is missing: what is deleted or damaged on one member is so on the other at once: name a repository");
        return problems;
    }
    if (!FOLDER.test(repository) && !BUCKET.test(repository)) {
        add(
            "repository",
            `${shown(repository)} is neither a folder nor a bucket: like "/mnt/copies" or "s3:https://HOST/BUCKET"`,
        );
    } else if (repository === MOUNT || repository.startsWith(`${MOUNT}/`)) {
        add("repository", `"${repository}" is on the volume itself: choose a place outside of ${MOUNT}`);
    }
    if (!PASSWORD.test(password)) {
        add("password", "must be 8 to 128 printable characters without spaces; it is not shown here");
    }
    const keys = [accessKey, secretKey].filter((key) => key !== "").length;
    if (keys !== (BUCKET.test(repository) ? 2 : 0)) {
        add(
            "accessKey",
            "and secretKey belong to a repository in object storage: give both there, and none for a folder",
        );
    } else if (/[\n\r'\\]/.test(accessKey + secretKey)) add("secretKey", "must be one line without quotes");
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(at))
        add("at", `${shown(at)} is no time of the day: write it like "03:10", in UTC`);
    problems.push(...between("backup.keepDays", keepDays, " days", { min: 1, max: 3650 }));
    return problems;
}

/** The token that fences: there, of one line, and not the one that builds. */
export function tokenProblems(fenceToken: string, deployToken: string | undefined, needed: boolean): Problem[] {
    const property = "fenceToken";
    if (!needed) {
        if (fenceToken === "") return [];
        return [{ property, reason: "is for members that are Linodes: there is none here, leave it out" }];
    }
    if (fenceToken === "") {
        const reason =
            "is missing: without it the witness cannot power a member off, and every failover waits for the lease alone";
        return [{ property, reason }];
    }
    if (!TOKEN.test(fenceToken)) return [{ property, reason: "is not a token of one word; it is not shown here" }];
    if (fenceToken !== deployToken) return [];
    const reason =
        "is the token that this program builds with: whoever breaks into the witness would own the account. Make a user who " +
        "may reach the two members alone, and a token of that user";
    return [{ property, reason }];
}

/** Everything that can be wrong once all values are known. */
export function settingsProblems(settings: ActiveActiveSettings): Problem[] {
    const placeable = nameProblem(settings.zone) === undefined;
    const reason = `${shown(settings.fenceUrl)} is not the address of an API, like "https://api.linode.com/v4"`;
    return [
        ...names(settings),
        ...(placeable ? shortNames(settings) : []),
        ...standingProblems(settings.addresses),
        ...(placeable && settings.domains.length > 0 ? users(settings) : []),
        ...backupProblems(settings),
        ...(URL_FORM.test(settings.fenceUrl) ? [] : [{ property: "fenceUrl", reason }]),
        ...between("addressTtlSeconds", settings.addressTtlSeconds, " seconds", TTL),
        ...between("mxTtlSeconds", settings.mxTtlSeconds, " seconds", TTL),
        ...adminKeyProblems(settings.adminKeys),
    ];
}
