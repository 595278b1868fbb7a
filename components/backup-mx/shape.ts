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
    ];
}
