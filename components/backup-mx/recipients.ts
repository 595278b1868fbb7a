import * as pulumi from "@pulumi/pulumi";
import { secretText } from "../host/deploy-key";
import { SshKey, sshKeyFrom } from "../host/identity";
import { MailboxesArgs } from "../mailboxes/args";
import { BundlePart, joined, parcel } from "../ops/bundle";
import { shipped } from "../ops/host-file";
import { exportPart } from "../recipients/export-part";
import { PullLogin, pullPart } from "../recipients/pull-part";
import { BackupMxSettings } from "./args";
import type { PartsOf } from "./member-parts";

/** What the list of the primary adds to each member. */
export interface RecipientLink {
    /** For the primary; with mailboxes elsewhere it pulls as the backup does. */
    readonly a: pulumi.Output<BundlePart>;
    /** For the backup; holds its key, so it is a secret. */
    readonly b: pulumi.Output<BundlePart>;
}

type Known = pulumi.Output<BackupMxSettings>;

/** Of mailboxes, each host may tell the list. */
function loginAtMailboxes(mailboxes: pulumi.Output<MailboxesArgs>): pulumi.Output<PullLogin> {
    return mailboxes.apply(({ hosts, listKey }) => ({
        hosts: hosts.map(({ address, sshPort, sshHostKey }) => ({ address, port: sshPort, hostKey: sshHostKey })),
        privateKey: listKey,
    }));
}

function login({ args, hosts, primaryAddress }: PartsOf, settings: Known, key: pulumi.Output<SshKey>) {
    return pulumi
        .all([settings, primaryAddress, hosts.a?.hostKey ?? "", args.a.existing?.port ?? 22, key])
        .apply(([{ recipientsFrom }, primary, ofHost, portOfHost, { privateKey }]): PullLogin => {
            const { address = primary, port = portOfHost, hostKey = ofHost } = recipientsFrom ?? {};
            return { hosts: [{ address, port, hostKey }], privateKey };
        });
}

/** The key by which the backup asks for the list, and what it makes of both members; nothing where no list is pulled. */
export function recipientLink(
    name: string,
    link: PartsOf,
    settings: Known,
    parent: pulumi.Resource,
): RecipientLink | undefined {
    const pulled = (how: pulumi.Output<PullLogin>) =>
        pulumi
            .all([settings, how])
            .apply(([{ recipientsFrom, domains }, known]) => pullPart(recipientsFrom!, domains, known));
    if (link.mailboxes) {
        const both = pulled(loginAtMailboxes(link.mailboxes));
        return { a: both, b: both };
    }
    if (!link.args.recipientsFrom) return undefined;
    const key = secretText(`${name}-recipients-key`, { parent }).apply((text) => sshKeyFrom(text, "recipients"));
    const publicKey = pulumi.unsecret(key.apply((pair) => pair.publicKey));
    return {
        a: pulumi
            .all([settings, publicKey])
            .apply(([{ recipientsFrom, domains }, known]) => exportPart(recipientsFrom!, domains, known)),
        b: pulled(login(link, settings, key)),
    };
}

/**
 * What an administrator runs as root on a primary that we do not manage: a shell script that sets up the list, the user
 * who may be told it, and nothing else. It is the same runtime that `up` uses, so it may be run again at any time.
 */
export function setupScript(part: BundlePart): string {
    const { digest, stdin } = parcel(
        shipped("host", "/usr/local/lib/standby/apply"),
        joined("recipients", part),
        "by hand",
    );
    const [first, ...rest] = stdin.split("\n");
    return [first, `[ $# -gt 0 ] || set -- apply ${digest}`, ...rest].join("\n");
}
