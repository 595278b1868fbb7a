import type { DatabaseTopology } from "../database/topology";
import type { PostgresEngine, PostgresMode } from "./args";

/** The pair in plain data: what status, diagram and drills work from. */
export interface PostgresTopology extends DatabaseTopology {
    /** Who moves roles. */
    readonly engine: PostgresEngine;
    /** How the standby gets the primary's log. */
    readonly mode: PostgresMode;
}
