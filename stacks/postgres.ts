import * as pulumi from "@pulumi/pulumi";
import { PostgresDurability, PostgresEngine, PostgresMode, PostgresPair } from "../index";
import { backup, databaseArgs, listOf } from "./database";

/** A PostgreSQL primary, its standby and a witness on three Linodes, named in a Cloudflare zone. */
export function postgres(config: pulumi.Config): Record<string, unknown> {
    const pair = new PostgresPair(config.require("name"), {
        ...databaseArgs(config),
        engine: (config.get("engine") || undefined) as PostgresEngine | undefined,
        mode: config.require("mode") as PostgresMode,
        durability: (config.get("durability") || undefined) as PostgresDurability | undefined,
        archiveTimeoutSeconds: config.requireNumber("archiveTimeoutSeconds"),
        walKeepMiB: config.requireNumber("walKeepMiB"),
        metricsFrom: listOf(config, "metricsFrom"),
        backup: backup(config),
        postgresSettings: config.getObject<Record<string, string>>("postgresSettings"),
    });
    const { topology, primaryAddress, standbyAddress, roleAtLastUp, epoch, lossBound } = pair;
    const { endpoint, caCertificate, statusCommand, deployPrivateKey } = pair;
    return {
        ...{ topology, primaryAddress, standbyAddress, roleAtLastUp, epoch, lossBound },
        ...{ endpoint, caCertificate, statusCommand, deployPrivateKey },
    };
}
