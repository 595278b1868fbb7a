import { inZone, nameProblem } from "../dns/names";
import { adminKeyProblems, standingProblems } from "../host/validate";
import { between, oneOf, Problem, shown } from "../problems";
import { DatabaseLink, DatabaseSettings } from "./args";
import { DatabaseServer } from "./server";

const DEGRADE_SECONDS = { min: 2, max: 3600 };
/** Below twice the time between two looks at the witness, a lost packet would close a healthy primary. */
const SELF_FENCE_SECONDS = { min: 15, max: 3600 };
const LAG_SECONDS = { min: 1, max: 86400 };
const TTL = { min: 60, max: 86400 };
const PORT = { min: 1024, max: 65535 };
const USER = /^[a-z_][a-z0-9_-]{0,31}$/;

function names({ zone, names: all }: DatabaseSettings): Problem[] {
    const wrong = nameProblem(zone);
    // A bad zone makes every name in it look wrong: it is told alone.
    if (wrong !== undefined) return [{ property: "zone", reason: wrong }];
    const hosts = Object.entries(all);
    return hosts.flatMap(([key, name], index) => {
        const property = `${key}.hostName`;
        const reason = nameProblem(name);
        if (reason !== undefined) return [{ property, reason }];
        if (!inZone(name, zone)) return [{ property, reason: `"${name}" is not in the zone "${zone}"` }];
        const twin = hosts.slice(0, index).find(([, other]) => other === name);
        if (!twin) return [];
        return [{ property, reason: `"${name}" is the name of ${twin[0]} too: each needs a host of its own` }];
    });
}

function endpoint({ zone, names: hosts, endpointName }: DatabaseSettings): Problem[] {
    const property = "endpointName";
    const wrong = nameProblem(endpointName);
    if (wrong !== undefined) return [{ property, reason: wrong }];
    if (!inZone(endpointName, zone)) return [{ property, reason: `"${endpointName}" is not in the zone "${zone}"` }];
    const owner = Object.keys(hosts).find((key) => hosts[key] === endpointName);
    if (owner === undefined) return [];
    return [{ property, reason: `"${endpointName}" is the name of ${owner}: it must be free to move` }];
}

function tunnel({ tunnelUser, linkPort, tunnelPort }: DatabaseSettings, server: DatabaseServer): Problem[] {
    const problems = [...between("linkPort", linkPort, "", PORT), ...between("tunnelPort", tunnelPort, "", PORT)];
    if (!USER.test(tunnelUser) || tunnelUser === "root") {
        const reason = `${shown(tunnelUser)} cannot be an account of its own: lower-case letters, digits, "_" and "-", not root`;
        problems.push({ property: "tunnelUser", reason });
    }
    for (const [property, port] of Object.entries({ linkPort, tunnelPort })) {
        const reason = `${server.port} is ${server.title}'s own port: choose another one`;
        if (port === server.port) problems.push({ property, reason });
    }
    return problems;
}

/** Everything that can be wrong, whatever the engine, once all values are known. */
export function sharedSettingsProblems(settings: DatabaseSettings, server: DatabaseServer): Problem[] {
    return [
        ...names(settings),
        ...standingProblems(settings.addresses),
        ...(nameProblem(settings.zone) === undefined ? endpoint(settings) : []),
        ...oneOf("link", settings.link, DatabaseLink),
        ...between("degradeAfterSeconds", settings.degradeAfterSeconds, " seconds", DEGRADE_SECONDS),
        ...between("selfFenceSeconds", settings.selfFenceSeconds, " seconds", SELF_FENCE_SECONDS),
        ...between("maxLagSeconds", settings.maxLagSeconds, " seconds", LAG_SECONDS),
        ...between("addressTtlSeconds", settings.addressTtlSeconds, " seconds", TTL),
        ...between("endpointTtlSeconds", settings.endpointTtlSeconds, " seconds", TTL),
        ...tunnel(settings, server),
        ...adminKeyProblems(settings.adminKeys),
    ];
}

/**
 * What is wrong with more settings for the server, which a user gives by their names in its configuration.
 * @param isOwn does the pair set this one itself? Another value could lose data or make a second primary.
 */
export function serverSettingProblems(
    argument: string,
    given: Readonly<Record<string, string>>,
    form: RegExp,
    { title }: DatabaseServer,
    isOwn: (name: string) => boolean,
): Problem[] {
    return Object.entries(given).flatMap(([name, value]) => {
        const property = `${argument}.${name}`;
        if (!form.test(name)) return [{ property, reason: `is not a name of a ${title} setting` }];
        if (isOwn(name)) {
            const reason = "is set by the pair itself: use the pair's own argument, or leave it";
            return [{ property, reason }];
        }
        if (/[\n\r]/.test(value)) return [{ property, reason: `${shown(value)} must be one line` }];
        return [];
    });
}
