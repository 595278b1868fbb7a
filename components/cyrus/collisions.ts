import { Problem, shown } from "../problems";
import { CyrusPairArgs } from "./args";
import { CyrusInstanceArgs } from "./instance-args";
import { portsOf, SERVICES } from "./layout";

/** Where partitions are; a meta or archive partition of the same name would be one of them. */
const MAILS = "/srv/cyrus";

/** Where an instance's partitions would fall together. */
export function folderProblems(property: string, { metaFolder, archiveFolder }: CyrusInstanceArgs): Problem[] {
    const given = Object.entries({ metaFolder, archiveFolder }).filter(([, folder]) => folder !== undefined);
    const problems = given.flatMap(([key, folder]) => {
        if (folder !== MAILS) return [];
        return [
            { property: `${property}.${key}`, reason: `"${MAILS}" holds the mails themselves: choose another folder` },
        ];
    });
    if (metaFolder === undefined || metaFolder !== archiveFolder) return problems;
    const reason = `${shown(archiveFolder)} is the metaFolder too: each needs a folder of its own`;
    return [...problems, { property: `${property}.archiveFolder`, reason }];
}

/** Two instances that would serve users at one address. */
export function floatingProblems(instances: readonly CyrusInstanceArgs[]): Problem[] {
    const address = ({ floatingAddress }: CyrusInstanceArgs) => floatingAddress?.split("/")[0];
    return instances.flatMap((instance, index) => {
        const own = address(instance);
        const twin = instances.slice(0, index).find((other) => own !== undefined && address(other) === own);
        if (!twin) return [];
        const reason = `${shown(own)} is the address of ${shown(twin.name)} too: each needs one of its own`;
        return [{ property: `instances[${index}].floatingAddress`, reason }];
    });
}

/** Ports of the pair's own that would be needed twice on a host. */
export function portProblems(args: CyrusPairArgs, instances: readonly CyrusInstanceArgs[]): Problem[] {
    const { linkPort = 2345, tunnelPort = 2005 } = args;
    const last = tunnelPort + SERVICES.length * instances.length - 1;
    const problems: Problem[] = [];
    if (last > 65535) {
        const reason = `${tunnelPort} leaves no room for four ports of each of ${instances.length} instances: choose a lower one`;
        problems.push({ property: "tunnelPort", reason });
    }
    if (linkPort >= tunnelPort && linkPort <= last) {
        const reason = `${linkPort} is a port of the tunnels, ${tunnelPort} to ${last}: choose another one`;
        problems.push({ property: "linkPort", reason });
    }
    const sieve = instances.map((_, place) => portsOf(place, tunnelPort).sieve);
    const taken = (port: number) => sieve.includes(port) || port === 9100;
    if (taken(linkPort))
        problems.push({ property: "linkPort", reason: `${linkPort} is a port of a service: choose another one` });
    if ([...sieve, 9100].some((port) => port >= tunnelPort && port <= last)) {
        const reason = `${tunnelPort} to ${last} are the ports of the tunnels, and a service has one of them: choose another one`;
        problems.push({ property: "tunnelPort", reason });
    }
    return problems;
}
