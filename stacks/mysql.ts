import * as pulumi from "@pulumi/pulumi";
import { BinlogFormat, MySqlDurability, MySqlEngine, MySqlPair } from "../index";
import { backup, databaseArgs, listOf } from "./database";

/** A MariaDB primary, its standby and a witness on three Linodes, named in a Cloudflare zone. */
export function mysql(config: pulumi.Config): Record<string, unknown> {
    const engine = (config.get("engine") || "mariadb") as MySqlEngine;
    // What belongs to asynchronous replication alone.
    const replication = {
        durability: (config.get("durability") || undefined) as MySqlDurability | undefined,
        binlogFormat: config.require("binlogFormat") as BinlogFormat,
    };
    const pair = new MySqlPair(config.require("name"), {
        ...databaseArgs(config),
        engine,
        ...(engine === "galera" ? {} : replication),
        metricsFrom: listOf(config, "metricsFrom"),
        backup: backup(config),
        mariadbSettings: config.getObject<Record<string, string>>("mariadbSettings"),
    });
    const { topology, primaryAddress, standbyAddress, roleAtLastUp, epoch, lossBound } = pair;
    const { endpoint, caCertificate, statusCommand, deployPrivateKey } = pair;
    return {
        ...{ topology, primaryAddress, standbyAddress, roleAtLastUp, epoch, lossBound },
        ...{ endpoint, caCertificate, statusCommand, deployPrivateKey },
    };
}
