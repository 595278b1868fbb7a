import * as pulumi from "@pulumi/pulumi";
import { Member } from "../member";
import { Declaration, RoleState } from "../roles/declaration";
import { PairHost } from "../roles/hosts";
import { roleStep } from "../roles/role-step";
import { confirmation } from "../roles/validate";
import { Phases, witnessPhase } from "./phases";

/** Makes one member's service, without a role until the role step. */
export type MemberPhase = (member: PairHost, dependsOn: pulumi.Resource[]) => pulumi.Resource;

/** How far an `up` has come, and what the hosts say then. */
export interface DoneRoles {
    readonly done: pulumi.Resource;
    readonly state: pulumi.Output<RoleState>;
}

/** Services everywhere, then the roles: the fence of a lost member is done before another one is promoted. */
export function roles(phases: Phases, primary: Member, memberPhase: MemberPhase): DoneRoles {
    const { name, args, members } = phases;
    const witness = witnessPhase(phases);
    const standing = members.filter(({ key }) => key !== args.lost);
    // The primary last: what a standby refuses, never touches the primary, and both are not restarted at once.
    const standbys = standing.filter(({ key }) => key !== primary);
    const first = standbys.map((member) => memberPhase(member, [witness]));
    const lost = members.find(({ key }) => key === args.lost);
    const fence = lost?.host.machine ? [lost.host.machine] : [];
    const to = members.find(({ key }) => key === primary) as PairHost;
    const services = [...first, memberPhase(to, [witness, ...first])];
    const { hostName } = lost?.host ?? to.host;
    const instances = pulumi.all(standing.map(({ host }) => host.instance));
    const declaration = pulumi.all([instances, hostName]).apply(([ids, gone]): Declaration => {
        const fenced = fence.length > 0 ? `the cloud says that ${gone} is offline` : confirmation(gone);
        return {
            ...{ primary, override: args.override ?? [], instances: ids },
            ...(args.lost === undefined ? {} : { lost: { member: args.lost, fenced } }),
        };
    });
    return roleStep(`${name}-role`, to.host, declaration, [...services, ...fence]);
}
