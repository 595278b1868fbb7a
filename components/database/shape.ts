import { generationProblems, loginProblems, networkProblems, originProblems, pairNameProblems } from "../host/validate";
import { vlanProblems } from "../host/vlan";
import { wireguardProblems } from "../link/inner-network";
import { oneOf, Problem, shown } from "../problems";
import { roleProblems } from "../roles/validate";
import { DatabaseEndpoint, PairShape, ReleasedHost } from "./args";
import { hostArgs } from "./settings";

const REPLICA_NAME = /^[a-z][a-z0-9]{0,11}$/;
const TAKEN = ["a", "b", "witness"];

function replicaNames({ replicas = [] }: PairShape): Problem[] {
    const names = replicas.map(({ name }) => name);
    return names.flatMap((name, index) => {
        const property = `replicas[${index}].name`;
        if (!REPLICA_NAME.test(name)) {
            const rule = "up to 12 lower-case letters and digits, a letter first";
            return [{ property, reason: `${shown(name)} cannot name a replica: ${rule}` }];
        }
        if (!TAKEN.includes(name) && names.indexOf(name) === index) return [];
        return [{ property, reason: `"${name}" is taken: give each replica a name of its own` }];
    });
}

function releasedProblems({ release }: PairShape): Problem[] {
    if (release === undefined || Object.values(ReleasedHost).includes(release)) return [];
    const reason = `${shown(release)} is not a host that is kept: release "a", "b" or "witness", one at a time, so that the others keep data and record`;
    return [{ property: "release", reason }];
}

/** Everything that can be wrong with what must be plain, whatever the engine: the shape of the pair, not its values. */
export function sharedShapeProblems(name: string, args: PairShape): Problem[] {
    const hosts = [...hostArgs(args)];
    return [
        ...hosts.flatMap(([key, host]) => originProblems(key, host, ["linode", "existing"])),
        ...hosts.flatMap(([key, { existing }]) => loginProblems(key, existing)),
        ...vlanProblems(hosts.map(([key, { linode }]) => [key, linode])),
        ...replicaNames(args),
        ...pairNameProblems(name),
        ...roleProblems(args),
        ...releasedProblems(args),
        ...generationProblems("deployKeyGeneration", args.deployKeyGeneration ?? 1),
        ...generationProblems("passwordGeneration", args.passwordGeneration ?? 1),
        ...wireguardProblems(args),
        ...networkProblems("sshFrom", args.sshFrom),
        ...networkProblems("clientsFrom", args.clientsFrom),
        ...networkProblems("metricsFrom", args.metricsFrom),
        ...oneOf("endpoint", args.endpoint ?? "dns", DatabaseEndpoint),
    ];
}
