import type { DatabaseTopology } from "../database/topology";
import type { MySqlEngine } from "./args";

/** The pair in plain data: what status, diagram and drills work from. */
export interface MySqlTopology extends DatabaseTopology {
    /** How the members keep the same data. */
    readonly engine: MySqlEngine;
}
