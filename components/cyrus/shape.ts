import { isIPv4 } from "node:net";
import { zoneServiceProblems } from "../dns/zone-service";
import { generationProblems, loginProblems, networkProblems, originProblems, pairNameProblems } from "../host/validate";
import { vlanProblems } from "../host/vlan";
import { wireguardProblems } from "../link/inner-network";
import { between, oneOf, Problem, shown } from "../problems";
import { confirmation, OVERRIDABLE } from "../roles/validate";
import { CyrusEndpoint, CyrusLink, CyrusPairArgs } from "./args";
import { behindMxProblems } from "./behind-mx";
import { CyrusDurability, CyrusInstanceArgs, CyrusSqlEngine } from "./instance-args";
import { floatingProblems, folderProblems, portProblems } from "./collisions";
import { murderProblems } from "./murder/shape";
import { allHosts, hostArgs, membersOf, primaryOf } from "./settings";

const SHORT_NAME = /^[a-z][a-z0-9]{0,11}$/;
const TAKEN = ["a", "b", "witness"];
const PARTITION = /^[a-z][a-z0-9]{0,31}$/;
const FOLDER = /^(\/(?!\.\.?(\/|$))[A-Za-z0-9._-]+)+$/;
const LENGTH = /^(?:[89]|[12]\d|3[0-2])$/;
const PORT = { min: 1024, max: 65535 };
const RULE = "up to 12 lower-case letters and digits, a letter first";

function listed(names: readonly string[]): string {
    return names.map((name) => `"${name}"`).join(", ");
}

/** Is it an IPv4 address with the length of its network, "10.77.0.5/24"? */
function isCidr(text: string): boolean {
    const [address, length = "", ...rest] = text.split("/");
    return isIPv4(address) && LENGTH.test(length) && rest.length === 0;
}

/** Short names that stand twice, or are no names. */
function shortNames(property: string, names: readonly string[], taken: readonly string[]): Problem[] {
    return names.flatMap((name, index) => {
        const at = `${property}[${index}].name`;
        if (!SHORT_NAME.test(name)) return [{ property: at, reason: `${shown(name)} is no short name: ${RULE}` }];
        if (!taken.includes(name) && names.indexOf(name) === index) return [];
        return [{ property: at, reason: `"${name}" is taken: give each a name of its own` }];
    });
}

function membersProblems(property: string, instance: CyrusInstanceArgs, hosts: readonly string[]): Problem[] {
    const members = membersOf(instance);
    const unknown = members.find((key) => !hosts.includes(key));
    const known = listed(hosts);
    if (unknown !== undefined) {
        return [{ property: `${property}.members`, reason: `${shown(unknown)} is no host of this pair: ${known}` }];
    }
    if (members.length === 2 && members[0] !== members[1]) return [];
    const reason =
        `${shown(members)} must be two different hosts of ${known}: one primary and one standby; ` +
        "a host cannot be its own standby, and Cyrus has no two primaries";
    return [{ property: `${property}.members`, reason }];
}

function primaryProblems(property: string, instance: CyrusInstanceArgs, args: CyrusPairArgs): Problem[] {
    const primary = primaryOf(instance, args);
    const members = membersOf(instance);
    if (!members.includes(primary)) {
        const reason = `${shown(primary)} does not hold this instance: one of ${listed(members)}`;
        return [{ property: `${property}.primary`, reason }];
    }
    if (primary !== args.lost) return [];
    const other = members.find((key) => key !== primary);
    const reason = `"${primary}" is to be the primary of "${instance.name}", and cannot be lost: set its primary to "${other}"`;
    return [{ property: `${property}.primary`, reason }];
}

function storageProblems(property: string, { partitions, metaFolder, archiveFolder }: CyrusInstanceArgs): Problem[] {
    const problems = (partitions ?? ["default"]).flatMap((name, index, all) => {
        if (PARTITION.test(name) && all.indexOf(name) === index) return [];
        const reason = `${shown(name)} cannot name a partition: lower-case letters and digits, a letter first, each once`;
        return [{ property: `${property}.partitions[${index}]`, reason }];
    });
    if (partitions?.length === 0) {
        problems.push({ property: `${property}.partitions`, reason: "is empty: name at least one, or leave it out" });
    }
    for (const [key, folder] of Object.entries({ metaFolder, archiveFolder })) {
        if (folder === undefined || FOLDER.test(folder)) continue;
        const reason = `${shown(folder)} is not an absolute path of plain characters, like "/srv/fast"`;
        problems.push({ property: `${property}.${key}`, reason });
    }
    return problems;
}

function usersProblems(
    property: string,
    { users, directory, floatingAddress, durability }: CyrusInstanceArgs,
): Problem[] {
    const problems: Problem[] = [];
    if (users === undefined && directory === undefined) {
        const reason = "nobody could log in, and no mail would be taken: give users, or a directory that knows them";
        problems.push({ property: `${property}.users`, reason });
    }
    if (directory) problems.push(...oneOf(`${property}.directory.engine`, directory.engine, CyrusSqlEngine));
    if (durability !== undefined) problems.push(...oneOf(`${property}.durability`, durability, CyrusDurability));
    if (floatingAddress !== undefined && !isCidr(floatingAddress)) {
        const reason = `${shown(floatingAddress)} is not an IPv4 address with its network's bits, like "10.77.0.5/24"`;
        problems.push({ property: `${property}.floatingAddress`, reason });
    }
    return problems;
}

/** Instances of one host that would listen at the same address. */
function addressProblems({ instances, endpoint, murder }: CyrusPairArgs, hosts: readonly string[]): Problem[] {
    if (endpoint === "proxy" || murder !== undefined) return [];
    return hosts.flatMap((host) => {
        const here = instances.filter((one) => membersOf(one).includes(host) && one.floatingAddress === undefined);
        if (here.length < 2) return [];
        const reason =
            `${listed(here.map(({ name }) => name))} would listen at the one address of "${host}": set endpoint to "proxy", ` +
            "or give each but one a floatingAddress";
        return [{ property: "instances", reason }];
    });
}

function lostProblems(args: CyrusPairArgs, hosts: readonly string[]): Problem[] {
    const { lost, lostConfirmed, rejoin } = args;
    const problems = (["lost", "rejoin"] as const).flatMap((property) => {
        const host = args[property];
        if (host === undefined || hosts.includes(host)) return [];
        return [{ property, reason: `${shown(host)} is not a member: ${listed(hosts)}` }];
    });
    if (lost === undefined) {
        if (lostConfirmed === undefined) return problems;
        return [
            ...problems,
            { property: "lostConfirmed", reason: "nothing is lost: say which member with lost, or take it out" },
        ];
    }
    if (lost === rejoin) {
        const reason = `"${lost}" cannot be lost and come back in one program: take one of lost and rejoin out`;
        problems.push({ property: "rejoin", reason });
    }
    const host = hostArgs(args).get(lost);
    if (!host?.existing) return problems;
    const words = confirmation(String(host.hostName));
    if (typeof host.hostName === "string" && lostConfirmed === words) return problems;
    const reason =
        `${shown(lostConfirmed)} does not confirm it: we cannot power "${String(host.hostName)}" off. ` +
        `Switch it off, look that it is, and write exactly ${shown(words)}`;
    return [...problems, { property: "lostConfirmed", reason }];
}

function releaseProblems({ release }: CyrusPairArgs, hosts: readonly string[]): Problem[] {
    const kept = [...hosts, "witness"];
    if (release === undefined || kept.includes(release)) return [];
    const reason = `${shown(release)} is not a host that is kept: release one of ${listed(kept)} at a time`;
    return [{ property: "release", reason }];
}

function overrideProblems({ override = [] }: CyrusPairArgs): Problem[] {
    return override.flatMap((code, index) => {
        if ((OVERRIDABLE as readonly string[]).includes(code)) return [];
        const reason = `${shown(code)} is no refusal that can be overridden: ${OVERRIDABLE.join(", ")}`;
        return [{ property: `override[${index}]`, reason }];
    });
}

/** Everything that can be wrong with what must be plain: the shape of the pair, not its values. */
export function shapeProblems(name: string, args: CyrusPairArgs): Problem[] {
    const all = [...hostArgs(args)];
    const hosts = all.map(([key]) => key).filter((key) => key !== "witness");
    const instances = args.instances ?? [];
    const behind = { endpoint: args.endpoint, instances, hosts: all.map(([key]) => key) };
    const none = { property: "instances", reason: "is empty: a pair without an instance serves nobody" };
    return [
        ...all.flatMap(([key, host]) => originProblems(key, host, ["linode", "existing"])),
        ...[...allHosts(args)].flatMap(([key, { existing }]) => loginProblems(key, existing)),
        ...vlanProblems(all.map(([key, { linode }]) => [key, linode])),
        ...shortNames(
            "hosts",
            (args.hosts ?? []).map((host) => host.name),
            TAKEN,
        ),
        ...pairNameProblems(name),
        ...zoneServiceProblems(args.zoneService),
        ...(instances.length === 0 ? [none] : []),
        ...shortNames(
            "instances",
            instances.map((instance) => instance.name),
            [],
        ),
        ...instances.flatMap((instance, index) => {
            const property = `instances[${index}]`;
            const shape = membersProblems(property, instance, hosts);
            return [
                ...shape,
                ...(shape.length === 0 ? primaryProblems(property, instance, args) : []),
                ...usersProblems(property, instance),
                ...storageProblems(property, instance),
                ...folderProblems(property, instance),
            ];
        }),
        ...addressProblems({ ...args, instances }, hosts),
        ...floatingProblems(instances),
        ...behindMxProblems(args, instances),
        ...lostProblems(args, hosts),
        ...overrideProblems(args),
        ...releaseProblems(
            args,
            [...allHosts(args).keys()].filter((key) => key !== "witness"),
        ),
        ...murderProblems(args.murder, behind),
        ...generationProblems("deployKeyGeneration", args.deployKeyGeneration ?? 1),
        ...generationProblems("passwordGeneration", args.passwordGeneration ?? 1),
        ...wireguardProblems({ ...args, replicas: args.hosts }).map(({ property, reason }) => {
            return { property: property.replace(/^replicas/, "hosts"), reason };
        }),
        ...networkProblems("sshFrom", args.sshFrom),
        ...networkProblems("clientsFrom", args.clientsFrom),
        ...networkProblems("metricsFrom", args.metricsFrom),
        ...oneOf("endpoint", args.endpoint ?? "dns", CyrusEndpoint),
        ...oneOf("link", args.link ?? "stunnel", CyrusLink),
        ...between("tunnelPort", args.tunnelPort ?? 2005, "", PORT),
        ...between("linkPort", args.linkPort ?? 2345, "", PORT),
        ...portProblems(args, instances),
    ];
}
