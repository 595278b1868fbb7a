import * as pulumi from "@pulumi/pulumi";
import { hostPhase } from "../host/host-phase";
import { Host } from "../host/host";
import { Declaration, declarationBundle, RoleState, roleState } from "./declaration";

/**
 * The one step of an `up` that moves roles: it runs on the host that is declared to be the primary, and is over when every
 * other member stands by. What it depends on is done before: the fence of a lost member, above all.
 */
export function roleStep(
    name: string,
    primary: Host,
    declaration: pulumi.Output<Declaration>,
    dependsOn: pulumi.Resource[],
): { done: pulumi.Resource; state: pulumi.Output<RoleState> } {
    const done = hostPhase(name, primary, declaration.apply(declarationBundle), { dependsOn });
    return { done, state: pulumi.unsecret(done.stdout).apply(roleState) };
}
