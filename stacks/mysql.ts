import * as pulumi from "@pulumi/pulumi";
import {
    BinlogFormat,
    DatabaseEndpoint,
    DatabaseLink,
    Member,
    MySqlDurability,
    MySqlEngine,
    MySqlPair,
} from "../index";

/** A MariaDB primary, its standby and a witness on three Linodes, named in a Cloudflare zone. */
export function mysql(config: pulumi.Config): Record<string, unknown> {
    const zone = config.require("zone");
    // The project file's defaults are empty lists and texts: they mean "not given".
    const list = (key: string) => config.getObject<string[]>(key)?.filter(Boolean);
    const member = (key: string) => (config.get(key) || undefined) as Member | undefined;
    const engine = config.require("engine") as MySqlEngine;
    // What belongs to asynchronous replication alone.
    const replication = {
        durability: config.require("durability") as MySqlDurability,
        binlogFormat: config.require("binlogFormat") as BinlogFormat,
    };
    const pair = new MySqlPair(config.require("name"), {
        zone,
        a: { hostName: `db1.${zone}`, linode: { region: config.require("primaryRegion"), type: databaseType(config) } },
        b: { hostName: `db2.${zone}`, linode: { region: config.require("primaryRegion"), type: databaseType(config) } },
        witness: { hostName: `witness.${zone}`, linode: { region: config.require("witnessRegion") } },
        primary: member("primary"),
        lost: member("lost"),
        rejoin: member("rejoin"),
        override: list("override"),
        engine,
        ...(engine === "galera" ? {} : replication),
        link: config.require("link") as DatabaseLink,
        endpoint: config.require("endpoint") as DatabaseEndpoint,
        metricsFrom: list("metricsFrom"),
        backup: backup(config),
        clientsFrom: list("clientsFrom"),
        mariadbSettings: config.getObject<Record<string, string>>("mariadbSettings"),
        adminKeys: list("adminKeys"),
        sshFrom: list("sshFrom"),
        deployKeyGeneration: config.requireNumber("deployKeyGeneration"),
        passwordGeneration: config.requireNumber("passwordGeneration"),
        release: member("release"),
        destroyable: config.requireBoolean("destroyable"),
    });
    const { topology, primaryAddress, standbyAddress, roleAtLastUp, epoch, lossBound } = pair;
    const { endpoint, caCertificate, statusCommand, deployPrivateKey } = pair;
    return {
        ...{ topology, primaryAddress, standbyAddress, roleAtLastUp, epoch, lossBound },
        ...{ endpoint, caCertificate, statusCommand, deployPrivateKey },
    };
}

/** Backups to a folder of each member; object storage needs a program of your own, since its keys are secrets. */
function backup(config: pulumi.Config) {
    const directory = config.get("backupDirectory");
    return directory ? { directory, keepDays: config.requireNumber("backupKeepDays") } : undefined;
}

function databaseType(config: pulumi.Config): string {
    return config.require("databaseType");
}
