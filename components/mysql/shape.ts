import {
    generationProblems,
    loginProblems,
    networkProblems,
    originProblems,
    pairNameProblems,
    releaseProblems,
} from "../host/validate";
import { isPlain } from "../plain";
import { oneOf, Problem, shown } from "../problems";
import { roleProblems } from "../roles/validate";
import { engineProblems } from "./galera/validate";
import { MySqlEndpoint, MySqlPairArgs } from "./args";
import { backupSettings, KnownMySqlBackupArgs } from "./backup/settings";
import { backupProblems } from "./backup/validate";
import { hostArgs } from "./settings";

const REPLICA_NAME = /^[a-z][a-z0-9]{0,11}$/;
const TAKEN = ["a", "b", "witness"];

function replicaNames({ replicas = [] }: MySqlPairArgs): Problem[] {
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

/** What can be said of backups at once; values that come late are looked at when they are there. */
function plainBackup(name: string, { backup }: MySqlPairArgs): Problem[] {
    if (!backup || !isPlain(backup)) return [];
    return backupProblems(backupSettings(name, backup as KnownMySqlBackupArgs));
}

/** Everything that can be wrong with what must be plain: the shape of the pair, not its values. */
export function shapeProblems(name: string, args: MySqlPairArgs): Problem[] {
    const hosts = [...hostArgs(args)];
    return [
        ...hosts.flatMap(([key, host]) => originProblems(key, host, ["linode", "existing"])),
        ...hosts.flatMap(([key, { existing }]) => loginProblems(key, existing)),
        ...replicaNames(args),
        ...pairNameProblems(name),
        ...plainBackup(name, args),
        ...roleProblems(args),
        ...releaseProblems(args.release, "the data"),
        ...generationProblems("deployKeyGeneration", args.deployKeyGeneration ?? 1),
        ...generationProblems("passwordGeneration", args.passwordGeneration ?? 1),
        ...networkProblems("sshFrom", args.sshFrom),
        ...networkProblems("clientsFrom", args.clientsFrom),
        ...networkProblems("metricsFrom", args.metricsFrom),
        ...engineProblems(args),
        ...oneOf("endpoint", args.endpoint ?? "dns", MySqlEndpoint),
    ];
}
