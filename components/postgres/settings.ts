import * as pulumi from "@pulumi/pulumi";
import { knownSettings, lateSettings, SHARED_DEFAULTS } from "../database/settings";
import { PostgresPairArgs, PostgresSettings } from "./args";

const DEFAULTS = {
    ...SHARED_DEFAULTS,
    mode: "sync",
    durability: "preferred",
    archiveTimeoutSeconds: 60,
    walKeepMiB: 8192,
    tunnelUser: "postgres_tunnel",
    tunnelPort: 15432,
    postgresSettings: {},
} as const;

/** Waits for every value and fills in the defaults. */
export function settingsFrom(args: PostgresPairArgs): pulumi.Output<PostgresSettings> {
    return lateSettings(args, DEFAULTS);
}

/** The same at once, if every value is a plain one already, so that mistakes are told before anything is registered. */
export function plainSettings(args: PostgresPairArgs): PostgresSettings | undefined {
    return knownSettings(args, DEFAULTS);
}
