import * as pulumi from "@pulumi/pulumi";
import { memberInputs, Phases } from "../database/phases";
import { hostPhase } from "../host/host-phase";
import { sshKeyFrom } from "../host/identity";
import { Problem } from "../problems";
import { PairHost } from "../roles/hosts";
import { PostgresPairArgs, PostgresSettings } from "./args";
import { BackupSettings } from "../database/backup/settings";
import { backupSettings, KnownPostgresBackupArgs } from "./backup/settings";
import { backupProblems } from "./backup/validate";
import { memberPlan, PostgresPlan } from "./plan";

/** What the phases of all hosts share. */
export type PostgresPhases = Phases<PostgresSettings, PostgresPairArgs>;

/** Where backups go, once every value is known. */
function backupOf(name: string, { backup }: PostgresPairArgs): pulumi.Output<BackupSettings | undefined> {
    if (!backup) return pulumi.output(undefined);
    return pulumi.output(backup).apply((known) => backupSettings(name, known as KnownPostgresBackupArgs));
}

/** What is wrong with it then. */
export function lateBackupProblems(name: string, args: PostgresPairArgs): pulumi.Output<Problem[]> {
    return backupOf(name, args).apply((known) => (known ? backupProblems(known) : []));
}

/** The key that each member ships its log with. */
export function walKeysOf({ members }: PostgresPhases): pulumi.Output<PostgresPlan["walKeys"]> {
    const keys = members.map(({ key, secret }) => secret.apply((text) => [key, sshKeyFrom(text, "walship")] as const));
    return pulumi.all(keys).apply((entries) => Object.fromEntries(entries));
}

/** One member's service; without a role until the role step. */
export function memberPhase(phases: PostgresPhases, member: PairHost, dependsOn: pulumi.Resource[]): pulumi.Resource {
    const { name, args } = phases;
    const bundle = pulumi
        .all([memberInputs(phases, member) as pulumi.Output<unknown>, walKeysOf(phases), backupOf(name, args)])
        .apply(([inputs, walKeys, backup]) => {
            return memberPlan({ ...(inputs as Omit<PostgresPlan, "walKeys" | "backup">), walKeys, backup });
        });
    return hostPhase(`${name}-${member.key}-service`, member.host, bundle, { dependsOn });
}
