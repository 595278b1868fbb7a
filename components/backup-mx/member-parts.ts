import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { authorityFrom } from "../certificate/certificate";
import { secretText } from "../host/deploy-key";
import { MailboxesArgs } from "../mailboxes/args";
import { Member } from "../member";
import { BundlePart } from "../ops/bundle";
import { preflightPart } from "../preflight/preflight-part";
import { BackupMxPairArgs, BackupMxSettings } from "./args";
import { filterParts } from "./filters";
import { dkimPart } from "./identity";
import { Members } from "./members";
import { recipientLink } from "./recipients";
import { tlsPart } from "./tls-part";
import { visibilityPart } from "./visibility";
import { ownNames, webParts } from "./web";

/** What the parts are made from. */
export interface PartsOf {
    readonly args: BackupMxPairArgs;
    readonly settings: pulumi.Output<BackupMxSettings>;
    readonly hosts: Members;
    readonly primaryAddress: pulumi.Output<string>;
    /** Where mailboxes are on other hosts; holds keys: secret. */
    readonly mailboxes?: pulumi.Output<MailboxesArgs>;
}

/** What each member gets beside its mail service. */
export interface MemberParts {
    /** Holds keys: secret. */
    of(member: Member): pulumi.Output<BundlePart[]>;
    /** What an unmanaged primary needs to tell its list. */
    readonly list?: pulumi.Output<BundlePart>;
    /** Certificate of the pair's authority, PEM. */
    readonly caCertificate: pulumi.Output<string>;
    /** What the keys of certificates come from. */
    readonly secret: pulumi.Output<string>;
}

const tokenFrom = (secret: string) => createHash("sha256").update(`canary\n${secret}`).digest("hex").slice(0, 32);

/** Each is asked for the way to the other one: the backup sends to nobody else. */
function preflightOf(settings: BackupMxSettings, member: Member, addresses: Record<Member, string>): BundlePart {
    return preflightPart({
        ...{ hostName: settings.names[member], address: addresses[member] },
        ...{ sendsTo: [addresses[member === "a" ? "b" : "a"]], blocklists: settings.preflight?.blocklists ?? [] },
    });
}

/** Certificates, the recipients that are pulled, and what Prometheus sees. */
export function memberParts(name: string, from: PartsOf, parent: pulumi.Resource): MemberParts {
    const { args, settings, hosts, primaryAddress } = from;
    const list = recipientLink(name, from, settings, parent);
    const secret = secretText(`${name}-certificate`, { parent });
    const authority = (text: string) => authorityFrom(text, `pulumi-standby ${name}`);
    const managed = (["a", "b"] as const).filter((member) => hosts[member]);
    const metricsFrom = args.metricsFrom ?? [];
    return {
        list: list?.a,
        secret,
        caCertificate: pulumi.unsecret(secret.apply((text) => authority(text).certificate)),
        of: (member) =>
            pulumi
                .all([settings, primaryAddress, hosts.b.address, secret, list?.[member]])
                .apply(([known, a, b, text, ofList]) => [
                    tlsPart(authority(text), text, member, ownNames(member, known), new Date()),
                    ...webParts(member, known, managed.length === 2 ? { a: b, b: a }[member] : undefined),
                    ...filterParts(member, known, [a, b]),
                    ...(ofList ? [ofList] : []),
                    ...(known.preflight ? [preflightOf(known, member, { a, b })] : []),
                    ...(args.identity?.dkimGeneration === undefined ? [] : [dkimPart]),
                    ...(metricsFrom.length === 0
                        ? []
                        : [
                              visibilityPart({
                                  ...{ pair: name, member, settings: known, addresses: { a, b }, managed, metricsFrom },
                                  ...{ filtered: args[member].existing === undefined, token: tokenFrom(text) },
                              }),
                          ]),
                ]),
    };
}
