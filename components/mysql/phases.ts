import * as pulumi from "@pulumi/pulumi";
import { memberInputs, Phases } from "../database/phases";
import { hostPhase } from "../host/host-phase";
import { Problem } from "../problems";
import { PairHost } from "../roles/hosts";
import { MySqlPairArgs, MySqlSettings } from "./args";
import { MySqlBackupSettings } from "./backup/args";
import { backupSettings, KnownMySqlBackupArgs } from "./backup/settings";
import { backupProblems } from "./backup/validate";
import { memberPlan, MySqlPlan } from "./plan";

/** What the phases of all hosts share. */
export type MySqlPhases = Phases<MySqlSettings, MySqlPairArgs>;

/** Where backups go, once every value is known. */
function backupOf(name: string, { backup }: MySqlPairArgs): pulumi.Output<MySqlBackupSettings | undefined> {
    if (!backup) return pulumi.output(undefined);
    return pulumi.output(backup).apply((known) => backupSettings(name, known as KnownMySqlBackupArgs));
}

/** What is wrong with it then. */
export function lateBackupProblems(name: string, args: MySqlPairArgs): pulumi.Output<Problem[]> {
    return backupOf(name, args).apply((known) => (known ? backupProblems(known) : []));
}

/** One member's service; without a role until the role step. */
export function memberPhase(phases: MySqlPhases, member: PairHost, dependsOn: pulumi.Resource[]): pulumi.Resource {
    const { name, args } = phases;
    const bundle = pulumi
        .all([memberInputs(phases, member) as pulumi.Output<unknown>, backupOf(name, args)])
        .apply(([inputs, backup]) => memberPlan({ ...(inputs as Omit<MySqlPlan, "backup">), backup }));
    return hostPhase(`${name}-${member.key}-service`, member.host, bundle, { dependsOn });
}
