import * as pulumi from "@pulumi/pulumi";
import { Declaration, RoleState } from "../roles/declaration";
import { PairHost } from "../roles/hosts";
import { roleStep } from "../roles/role-step";
import { confirmation } from "../roles/validate";
import { CyrusInstanceArgs } from "./instance-args";
import { frontPhases, mupdatePhase } from "./murder/phases";
import { CyrusPhases, memberPhase, witnessPhase } from "./phases";
import { membersOf, primaryOf } from "./settings";

/** How far an `up` has come with one instance, and what the hosts say then. */
export interface DoneRole {
    readonly instance: CyrusInstanceArgs;
    readonly primary: PairHost;
    readonly done: pulumi.Resource;
    readonly state: pulumi.Output<RoleState>;
}

/**
 * Services on all hosts that stand. Hosts that serve nobody go first, the others one after another: what one refuses, never
 * touches the next, and no two that serve are restarted at once. mupdate is there before all of them.
 */
function services(phases: CyrusPhases, standing: readonly PairHost[]): pulumi.Resource[] {
    const { args } = phases;
    const witness = witnessPhase(phases);
    const before = [witness, ...mupdatePhase(phases, [witness])];
    const serving = args.instances.map((instance) => primaryOf(instance, args));
    const first = standing
        .filter(({ key }) => !serving.includes(key))
        .map((member) => memberPhase(phases, member, before));
    const rest = standing.filter(({ key }) => serving.includes(key));
    return rest.reduce((done, member) => [...done, memberPhase(phases, member, [...before, ...done])], first);
}

/** What the program asks of one instance. */
function declaration(phases: CyrusPhases, instance: CyrusInstanceArgs): pulumi.Output<Declaration> {
    const { args, members } = phases;
    const here = members.filter(({ key }) => membersOf(instance).includes(key));
    const lost = here.find(({ key }) => key === args.lost);
    const machines = here.filter((member) => member !== lost).map(({ host }) => host.instance);
    return pulumi.all([pulumi.all(machines), lost?.host.hostName]).apply(([instances, gone]): Declaration => {
        const fenced = lost?.host.machine ? `the cloud says that ${gone} is offline` : confirmation(String(gone));
        return {
            ...{
                primary: primaryOf(instance, args),
                instance: instance.name,
                override: args.override ?? [],
                instances,
            },
            ...(lost === undefined ? {} : { lost: { member: lost.key, fenced } }),
        };
    });
}

/** Services everywhere, then each instance's role: the fence of a lost member is done before another one is promoted. */
export function cyrusRoles(phases: CyrusPhases): DoneRole[] {
    const { name, args, members } = phases;
    const ready = services(
        phases,
        members.filter(({ key }) => key !== args.lost),
    );
    const lost = members.find(({ key }) => key === args.lost)?.host.machine;
    frontPhases(phases, ready);
    return args.instances.map((instance) => {
        const primary = members.find(({ key }) => key === primaryOf(instance, args)) as PairHost;
        const after = [...ready, ...(lost ? [lost] : [])];
        const step = roleStep(`${name}-${instance.name}-role`, primary.host, declaration(phases, instance), after);
        return { instance, primary, ...step };
    });
}
