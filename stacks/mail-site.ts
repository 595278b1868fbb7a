import * as pulumi from "@pulumi/pulumi";
import { BackupMxPair, CyrusPair, ZoneService } from "../index";
import { mxArgs } from "./backup-mx";
import { instances } from "./cyrus";
import { listOf } from "./database";

/** What both pairs are told. */
function common(config: pulumi.Config) {
    const list = (key: string) => listOf(config, key);
    return {
        zone: config.require("zone"),
        zoneService: config.require("zoneService") as ZoneService,
        metricsFrom: list("metricsFrom"),
        adminKeys: list("adminKeys"),
        sshFrom: list("sshFrom"),
        deployKeyGeneration: config.requireNumber("deployKeyGeneration"),
        destroyable: config.requireBoolean("destroyable"),
    };
}

/** The mailboxes: NAME-imap, on imap1 and imap2. */
function mailboxesOf(config: pulumi.Config): CyrusPair {
    const zone = config.require("zone");
    const word = (key: string) => config.get(key) || undefined;
    const list = (key: string) => listOf(config, key);
    const linode = { region: config.require("primaryRegion"), type: config.require("hostType") };
    return new CyrusPair(`${config.require("name")}-imap`, {
        ...common(config),
        a: { hostName: `imap1.${zone}`, linode },
        b: { hostName: `imap2.${zone}`, linode },
        witness: { hostName: `witness.${zone}`, linode: { region: config.require("witnessRegion") } },
        instances: instances(config, zone),
        behindMx: true,
        primary: word("primary"),
        lost: word("lost"),
        rejoin: word("rejoin"),
        override: list("override"),
        // An empty list of the project file is "everybody", not "nobody".
        clientsFrom: list("clientsFrom")?.length ? list("clientsFrom") : undefined,
        passwordGeneration: config.requireNumber("passwordGeneration"),
    });
}

/** The MXs: NAME-mx, in front of the mailboxes. */
function mxOf(config: pulumi.Config, imap: CyrusPair): BackupMxPair {
    return new BackupMxPair(`${config.require("name")}-mx`, {
        ...common(config),
        ...mxArgs(config),
        mailboxes: imap.mailboxes,
    });
}

/** A whole site for mail: two MXs in front of two hosts with mailboxes and their witness, on five Linodes. */
export function mailSite(config: pulumi.Config): Record<string, unknown> {
    const imap = mailboxesOf(config);
    const mx = mxOf(config, imap);
    return {
        mx: { topology: mx.topology, flushCommand: mx.flushCommand, statusCommand: mx.statusCommand },
        imap: {
            ...{ topology: imap.topology, endpoints: imap.endpoints, statusCommand: imap.statusCommand },
            ...{ roleAtLastUp: imap.roleAtLastUp, epoch: imap.epoch, lossBound: imap.lossBound },
        },
        caCertificates: { mx: mx.caCertificate, imap: imap.caCertificate },
        deployPrivateKeys: { mx: mx.deployPrivateKey, imap: imap.deployPrivateKey },
    };
}
