import * as pulumi from "@pulumi/pulumi";
import {
    BackupMxMta,
    BackupMxPair,
    CertificateArgs,
    MailIdentityArgs,
    MailPolicyArgs,
    Member,
    PreflightArgs,
    RecipientsFromArgs,
    ZoneService,
} from "../index";
import { listOf } from "./database";

/** An empty object of the project file is "not given". */
export function given<T extends object>(object: T | undefined): T | undefined {
    return object && Object.keys(object).length > 0 ? object : undefined;
}

/** A volume of this size; none for 0. */
const volumeOf = (sizeGiB: number) => (sizeGiB > 0 ? { sizeGiB } : undefined);

/** What a pair of MXs is told, wherever its mailboxes are. */
export function mxArgs(config: pulumi.Config) {
    const zone = config.require("zone");
    // The project file's defaults are empty lists: they mean "not given".
    const domains = listOf(config, "domains");
    return {
        zone,
        zoneService: config.require("zoneService") as ZoneService,
        domains: domains?.length ? domains : undefined,
        a: {
            hostName: config.get("primaryHost") || `mail.${zone}`,
            linode: { region: config.require("primaryRegion"), type: config.require("primaryType") },
            queueVolume: volumeOf(config.requireNumber("primaryQueueGiB")),
        },
        b: {
            hostName: config.get("backupHost") || `mail2.${zone}`,
            linode: { region: config.require("backupRegion"), type: config.require("backupType") },
            queueVolume: volumeOf(config.requireNumber("backupQueueGiB")),
        },
        queueLifetimeDays: config.requireNumber("queueLifetimeDays"),
        policy: config.getObject<MailPolicyArgs>("policy"),
        postfixSettings: config.getObject<Record<string, string>>("postfixSettings"),
        identity: given(config.getObject<MailIdentityArgs>("identity")),
        certificate: given(config.getObject<CertificateArgs>("certificate")),
        preflight: given(config.getObject<PreflightArgs>("preflight")),
    };
}

/** Primary MX and backup MX on two Linodes, named in a zone at Cloudflare or at Linode. */
export function backupMx(config: pulumi.Config): Record<string, unknown> {
    const list = (key: string) => listOf(config, key);
    const mx = mxArgs(config);
    const pair = new BackupMxPair(config.require("name"), {
        ...mx,
        recipients: list("recipients") ?? [],
        recipientsFrom: given(config.getObject<RecipientsFromArgs>("recipientsFrom")),
        verifyRecipients: config.requireBoolean("verifyRecipients"),
        a: { ...mx.a, mta: config.require("primaryMta") as BackupMxMta },
        b: { ...mx.b, mta: config.require("backupMta") as BackupMxMta },
        metricsFrom: list("metricsFrom"),
        trustedUsers: list("trustedUsers"),
        adminKeys: list("adminKeys"),
        sshFrom: list("sshFrom"),
        deployKeyGeneration: config.requireNumber("deployKeyGeneration"),
        release: (config.get("release") || undefined) as Member | undefined,
        destroyable: config.requireBoolean("destroyable"),
    });
    const { topology, primaryAddress, backupAddress, flushCommand, statusCommand, deployPrivateKey } = pair;
    const { recipientsSetup, caCertificate } = pair;
    const commands = { flushCommand, statusCommand, deployPrivateKey, recipientsSetup, caCertificate };
    return { topology, primaryAddress, backupAddress, ...commands };
}
