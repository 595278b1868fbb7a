import * as pulumi from "@pulumi/pulumi";
import { databaseHosts, servedPorts } from "../database/hosts";
import { PairHosts } from "../roles/hosts";
import { packages as witnessPackages } from "../witness/plan";
import { PostgresPairArgs, PostgresSettings } from "./args";
import { ETCD_CLIENT_PORT, ETCD_PEER_PORT, REST_PORT } from "./patroni/config";
import { etcdPackages } from "./patroni/etcd";
import { packages as patroniPackages } from "./patroni/plan";
import { mayHavePatroni } from "./patroni/validate";
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
    const patroni = args.engine === "patroni";
    const cluster = mayHavePatroni(args) ? [ETCD_CLIENT_PORT, ETCD_PEER_PORT, REST_PORT] : [];
    const needs = {
        memberPackages: patroni ? patroniPackages : packages,
        witnessPackages: patroni ? [...witnessPackages, ...etcdPackages] : witnessPackages,
        tcpPorts: servedPorts(args, POSTGRES, { cluster, metrics: metricsPorts }),
    };
    return databaseHosts(name, args, settings, needs, parent);
}
