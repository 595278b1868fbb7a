import * as pulumi from "@pulumi/pulumi";
import { knownSettings, lateSettings, SHARED_DEFAULTS } from "../database/settings";
import { MySqlPairArgs, MySqlSettings } from "./args";

const DEFAULTS = {
    ...SHARED_DEFAULTS,
    binlogFormat: "MIXED",
    durability: "semisync",
    tunnelUser: "mysql_tunnel",
    tunnelPort: 4406,
    binlogKeepDays: 7,
    mariadbSettings: {},
} as const;

/** Waits for every value and fills in the defaults. */
export function settingsFrom(args: MySqlPairArgs): pulumi.Output<MySqlSettings> {
    return lateSettings(args, DEFAULTS);
}

/** The same at once, if every value is a plain one already, so that mistakes are told before anything is registered. */
export function plainSettings(args: MySqlPairArgs): MySqlSettings | undefined {
    return knownSettings(args, DEFAULTS);
}
