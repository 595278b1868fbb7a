import * as pulumi from "@pulumi/pulumi";
import { databaseHosts, servedPorts } from "../database/hosts";
import { PairHosts } from "../roles/hosts";
import { packages as witnessPackages } from "../witness/plan";
import { PostgresPairArgs, PostgresSettings } from "./args";
import { ETCD_CLIENT_PORT, ETCD_PEER_PORT, REST_PORT } from "./patroni/config";
import { etcdPackages } from "./patroni/etcd";
import { packages as patroniPackages } from "./patroni/plan";
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
    const { mode = "sync", link = "tls" } = args;
    // Also where Patroni could have been: the cloud would close these ports before the members have gone back to a pair. Their
    // own filter opens them to each other alone, and with engine "postgres" to nobody.
    const could = patroni || (mode === "sync" && link === "tls");
    const cluster = could ? [ETCD_CLIENT_PORT, ETCD_PEER_PORT, REST_PORT] : [];
    const needs = {
        memberPackages: patroni ? patroniPackages : packages,
        witnessPackages: patroni ? [...witnessPackages, ...etcdPackages] : witnessPackages,
        tcpPorts: servedPorts(args, POSTGRES, { cluster, metrics: metricsPorts }),
    };
    return databaseHosts(name, args, settings, needs, parent);
}
