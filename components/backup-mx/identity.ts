import * as pulumi from "@pulumi/pulumi";
import { serverKeyFrom, tlsaOf } from "../certificate/certificate";
import { Zone } from "../dns/zone";
import { hostAnswer } from "../host/host-answer";
import { DKIM_PROGRAM } from "../identity/dkim-keys";
import { dkimSelectors, dkimText, identityTexts } from "../identity/records";
import { MailIdentity } from "../identity/args";
import { Member } from "../member";
import { BundlePart } from "../ops/bundle";
import { verbatim } from "../ops/host-file";
import { BackupMxPairArgs, BackupMxSettings } from "./args";
import { ManagedHost } from "./members";

/** The maker of keys on a host. */
export const dkimPart: BundlePart = { files: [verbatim("identity", DKIM_PROGRAM, { mode: "0755" })] };

/** What records of identity are made from. */
export interface IdentityOf {
    readonly args: BackupMxPairArgs;
    readonly settings: pulumi.Output<BackupMxSettings>;
    readonly zone: Zone;
    /** The secret that keys of certificates come from. */
    readonly secret: pulumi.Output<string>;
}

const label = (domain: pulumi.Input<string>, index: number) => (typeof domain === "string" ? domain : String(index));

/** SPF, DMARC and TLS-RPT of each domain: they say the same whatever the hosts do. */
export function domainRecords(name: string, { args, settings, zone }: IdentityOf, opts: pulumi.CustomResourceOptions) {
    const { identity } = args;
    if (!identity) return;
    const kinds = [
        ...(identity.spf === undefined ? [] : ["spf"]),
        ...(identity.dmarc === undefined ? [] : ["dmarc"]),
        ...(identity.reportsTo === undefined ? [] : ["tls-rpt"]),
    ];
    (args.domains ?? [args.zone]).forEach((domain, index) => {
        const told = pulumi
            .all([domain, settings])
            .apply(([known, all]) => identityTexts(known, all.identity as MailIdentity));
        for (const kind of kinds) {
            const one = told.apply((texts) => texts.find((text) => text.kind === kind)!);
            const record = {
                name: one.apply((of) => of.name),
                text: one.apply((of) => of.text),
                ttlSeconds: ttl(settings),
            };
            zone.txt(`${name}-${kind}-${label(domain, index)}`, record, opts);
        }
    });
}

/** The DKIM keys and the TLSA record of a host, once its service runs. */
export function hostRecords(
    of: IdentityOf,
    member: Member,
    host: ManagedHost,
    service: pulumi.Resource,
    opts: pulumi.CustomResourceOptions,
) {
    const { args, settings, zone, secret } = of;
    const generation = args.identity?.dkimGeneration;
    if (generation !== undefined) {
        const selectors = dkimSelectors(member, generation);
        const question = `${DKIM_PROGRAM} ${selectors.join(" ")}`;
        const keys = hostAnswer(`${host.resourceName}-dkim`, host, question, [service]);
        selectors.forEach((selector, place) => {
            const text = keys.apply((lines) => dkimText(lines.trim().split("\n")[place]));
            (args.domains ?? [args.zone]).forEach((domain, index) => {
                const name = pulumi.interpolate`${selector}._domainkey.${domain}`;
                const resource = `${host.resourceName}-dkim-${selector}-${label(domain, index)}`;
                // Not protected: that of a key before the former one goes at a rotation.
                zone.txt(resource, { name, text, ttlSeconds: ttl(settings) }, { ...opts, protect: false });
            });
        });
    }
    if (args.identity?.tlsa && zone.tlsa) {
        const keySha256 = pulumi.unsecret(secret.apply((text) => tlsaOf(serverKeyFrom(text, member))));
        const record = {
            host: settings.apply(({ names }) => names[member]),
            port: 25,
            keySha256,
            ttlSeconds: ttl(settings),
        };
        zone.tlsa(`${host.resourceName}-tlsa`, record, { ...opts, dependsOn: [service] });
    }
}

function ttl(settings: pulumi.Output<BackupMxSettings>): pulumi.Output<number> {
    return settings.apply(({ identity }) => identity?.ttlSeconds ?? 3600);
}
