import * as pulumi from "@pulumi/pulumi";
import { databaseHosts, servedPorts } from "../database/hosts";
import { PairHosts } from "../roles/hosts";
import { packages as witnessPackages } from "../witness/plan";
import { PostgresPairArgs, PostgresSettings } from "./args";
import { packages } from "./plan";
import { POSTGRES } from "./server";
import { metricsPorts } from "./visibility";

/** Makes or adopts the members and the witness. */
export function postgresHosts(
    name: string,
    args: PostgresPairArgs,
    settings: pulumi.Output<PostgresSettings>,
    parent: pulumi.Resource,
): PairHosts {
    const needs = {
        memberPackages: packages,
        witnessPackages,
        tcpPorts: servedPorts(args, POSTGRES, { metrics: metricsPorts }),
    };
    return databaseHosts(name, args, settings, needs, parent);
}
