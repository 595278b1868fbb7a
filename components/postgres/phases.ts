import * as pulumi from "@pulumi/pulumi";
import { memberInputs, Phases } from "../database/phases";
import { hostPhase } from "../host/host-phase";
import { sshKeyFrom } from "../host/identity";
import { PairHost } from "../roles/hosts";
import { PostgresPairArgs, PostgresSettings } from "./args";
import { memberPlan, PostgresPlan } from "./plan";

/** What the phases of all hosts share. */
export type PostgresPhases = Phases<PostgresSettings, PostgresPairArgs>;

/** One member's service; without a role until the role step. */
export function memberPhase(phases: PostgresPhases, member: PairHost, dependsOn: pulumi.Resource[]): pulumi.Resource {
    const { name, members } = phases;
    const keys = members.map(({ key, secret }) => secret.apply((text) => [key, sshKeyFrom(text, "walship")] as const));
    const bundle = pulumi
        .all([memberInputs(phases, member) as pulumi.Output<unknown>, pulumi.all(keys)])
        .apply(([inputs, entries]) => {
            const walKeys = Object.fromEntries(entries);
            return memberPlan({ ...(inputs as Omit<PostgresPlan, "walKeys">), walKeys });
        });
    return hostPhase(`${name}-${member.key}-service`, member.host, bundle, { dependsOn });
}
