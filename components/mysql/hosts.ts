import * as pulumi from "@pulumi/pulumi";
import { databaseHosts, servedPorts } from "../database/hosts";
import { PairHosts } from "../roles/hosts";
import { packages as witnessPackages } from "../witness/plan";
import { arbitratorPackages } from "./galera/arbitrator";
import { packages as galeraPackages } from "./galera/plan";
import { COPY_PORT, GROUP_PORT, PART_PORT } from "./galera/provider-options";
import { MySqlPairArgs, MySqlSettings } from "./args";
import { packages } from "./plan";
import { MARIADB } from "./server";
import { metricsPorts } from "./visibility/visibility";

/** Makes or adopts the members, the replicas and the witness. */
export function mysqlHosts(
    name: string,
    args: MySqlPairArgs,
    settings: pulumi.Output<MySqlSettings>,
    parent: pulumi.Resource,
): PairHosts {
    const galera = args.engine === "galera";
    const cluster = galera ? [COPY_PORT, GROUP_PORT, PART_PORT] : [];
    const needs = {
        memberPackages: galera ? galeraPackages : packages,
        witnessPackages: galera ? [...witnessPackages, ...arbitratorPackages] : witnessPackages,
        tcpPorts: servedPorts(args, MARIADB, { cluster, metrics: metricsPorts({}) }),
    };
    return databaseHosts(name, args, settings, needs, parent);
}
