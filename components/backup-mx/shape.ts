import {
    generationProblems,
    loginProblems,
    networkProblems,
    originProblems,
    pairNameProblems,
    releaseProblems,
} from "../host/validate";
import { vlanProblems } from "../host/vlan";
import { Problem } from "../problems";
import { BackupMxMemberArgs, BackupMxPairArgs } from "./args";

function origin(property: string, member: BackupMxMemberArgs): Problem[] {
    const problems = originProblems(property, member, ["linode", "existing", "unmanaged"]);
    if (problems.length > 0 || property === "a" || member.unmanaged === undefined) return problems;
    return [{ property: "b.unmanaged", reason: "the backup is what this pair sets up: only a can be left unmanaged" }];
}

/** The backup must know whom it logs in to, and be let in. */
function listLogin({ a, recipientsFrom, sshFrom }: BackupMxPairArgs): Problem[] {
    if (!recipientsFrom) return [];
    if (a.unmanaged && recipientsFrom.hostKey === undefined) {
        const reason =
            "is required for an unmanaged primary: write what ssh-keyscan -t ed25519 prints, without the host name";
        return [{ property: "recipientsFrom.hostKey", reason }];
    }
    if (!a.unmanaged && recipientsFrom.hostKey !== undefined) {
        return [
            { property: "recipientsFrom.hostKey", reason: "is known by itself for a managed primary: take it out" },
        ];
    }
    if (a.linode && sshFrom && sshFrom.length > 0 && recipientsFrom.address === undefined) {
        const reason =
            "is required with sshFrom: the backup logs in to the primary, whose firewall lets in sshFrom alone. Give an address " +
            "of the primary in a VLAN, with that network in sshFrom; or the public one, with the backup's own in sshFrom";
        return [{ property: "recipientsFrom.address", reason }];
    }
    return [];
}

/** Everything that can be wrong with what must be plain: the shape of the pair, not its values. */
export function shapeProblems(name: string, args: BackupMxPairArgs): Problem[] {
    return [
        ...origin("a", args.a),
        ...origin("b", args.b),
        ...loginProblems("a", args.a.existing),
        ...loginProblems("b", args.b.existing),
        ...vlanProblems([
            ["a", args.a.linode],
            ["b", args.b.linode],
        ]),
        ...pairNameProblems(name),
        ...releaseProblems(args.release, "the mail"),
        ...generationProblems("deployKeyGeneration", args.deployKeyGeneration ?? 1),
        ...networkProblems("sshFrom", args.sshFrom),
        ...networkProblems("metricsFrom", args.metricsFrom),
        ...listLogin(args),
    ];
}
