import * as pulumi from "@pulumi/pulumi";
import { DatabaseEndpoint, DatabaseLink, Member } from "../index";

/** What the project file's empty texts and lists mean: "not given". */
export function listOf(config: pulumi.Config, key: string): string[] | undefined {
    return config.getObject<string[]>(key)?.filter(Boolean);
}

/** What every pair of databases is told: two members at one site, and a witness at another. */
export function databaseArgs(config: pulumi.Config) {
    const zone = config.require("zone");
    const list = (key: string) => listOf(config, key);
    const member = (key: string) => (config.get(key) || undefined) as Member | undefined;
    const linode = { region: config.require("primaryRegion"), type: config.require("databaseType") };
    return {
        zone,
        a: { hostName: `db1.${zone}`, linode },
        b: { hostName: `db2.${zone}`, linode },
        witness: { hostName: `witness.${zone}`, linode: { region: config.require("witnessRegion") } },
        primary: member("primary"),
        lost: member("lost"),
        rejoin: member("rejoin"),
        override: list("override"),
        link: config.require("link") as DatabaseLink,
        endpoint: config.require("endpoint") as DatabaseEndpoint,
        clientsFrom: list("clientsFrom"),
        adminKeys: list("adminKeys"),
        sshFrom: list("sshFrom"),
        deployKeyGeneration: config.requireNumber("deployKeyGeneration"),
        passwordGeneration: config.requireNumber("passwordGeneration"),
        release: member("release"),
        destroyable: config.requireBoolean("destroyable"),
    };
}

/** Backups to a folder of each member; object storage needs a program of your own, since its keys are secrets. */
export function backup(config: pulumi.Config) {
    const directory = config.get("backupDirectory");
    return directory ? { directory, keepDays: config.requireNumber("backupKeepDays") } : undefined;
}
