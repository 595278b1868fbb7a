import * as pulumi from "@pulumi/pulumi";
import { secretText } from "../host/deploy-key";
import { sshKeyFrom } from "../host/identity";
import { MailboxesArgs } from "../mailboxes/args";
import { Handover, handoverFrom } from "../mailboxes/handover";
import { BundlePart } from "../ops/bundle";
import { Problem } from "../problems";
import { exportPart } from "../recipients/export-part";
import { RecipientsFrom, RecipientSource } from "../recipients/args";
import { PairHost } from "../roles/hosts";
import { CyrusPairArgs, CyrusSettings } from "./args";
import { HEARTBEAT } from "./conf";
import { CyrusInstanceArgs, InstanceSettings } from "./instance-args";
import { MESSAGE_BYTES } from "./postfix";
import { hostArgs, membersOf } from "./settings";

/** How often the list of recipients is pulled: the hosts look twice as often. */
const EVERY_SECONDS = 20;

/** What the hosts need of the MXs in front of them. */
export interface MxInFront {
    /** Of the certificate that the primary MX shows. */
    readonly fingerprint: string;
    /** Public SSH key that may ask for the list of recipients. */
    readonly listKey: string;
}

/** The secrets by which MXs in front prove themselves. */
export interface MxKeys {
    readonly handover: pulumi.Output<Handover>;
    readonly list: pulumi.Output<{ privateKey: string; publicKey: string }>;
    readonly inFront: pulumi.Output<MxInFront>;
}

/** Makes them, where MXs are in front. */
export function mxKeys(name: string, args: CyrusPairArgs, parent: pulumi.Resource): MxKeys | undefined {
    if (!args.behindMx) return undefined;
    const secret = secretText(`${name}-mx-key`, { parent });
    const handover = secret.apply((text) => handoverFrom(text, name));
    const list = secret.apply((text) => sshKeyFrom(text, "recipients"));
    const inFront = pulumi.unsecret(
        pulumi.all([handover, list]).apply(([{ fingerprint }, { publicKey }]) => ({ fingerprint, listKey: publicKey })),
    );
    return { handover, list, inFront };
}

/**
 * The list of recipients for the MXs: of the addresses that Postfix takes here; where a directory knows the users, of the
 * mailboxes that there are. Only the primary tells it.
 */
export function listPart({ name, directory, domains }: InstanceSettings, { listKey }: MxInFront): BundlePart {
    const from: RecipientsFrom = {
        source: directory ? RecipientSource.Cyrus : RecipientSource.Postfix,
        cyrusConfig: `/etc/imapd_${name}.conf`,
        ...{ everySeconds: EVERY_SECONDS, maxShrinkPercent: 20, staleAfterSeconds: 3600 },
    };
    const limits = { onlyIf: `test -e /run/cyrus-${name}/primary`, except: HEARTBEAT };
    return exportPart(from, domains, listKey, limits);
}

/** What the output says where no MX is in front. */
const NONE = { hosts: [], messageSizeLimitBytes: 0, certificate: "", privateKey: "", listKey: "" };

/** What a pair of MXs in front is given: a secret, for its keys. */
export function mailboxesFor(
    {
        args,
        settings,
        members,
    }: { args: CyrusPairArgs; settings: pulumi.Output<CyrusSettings>; members: readonly PairHost[] },
    keys: MxKeys | undefined,
    caCertificate: pulumi.Output<string>,
): pulumi.Output<MailboxesArgs> {
    const domains = settings.apply(({ instances }) => instances.flatMap((instance) => instance.domains));
    if (!keys) return pulumi.output({ ...NONE, domains, caCertificate });
    const hosts = members
        .filter(({ key }) => membersOf(args.instances[0]).includes(key))
        .map(({ key, host }) => {
            const { port = 22 } = hostArgs(args).get(key)?.existing ?? {};
            return { name: host.hostName, address: host.address, sshPort: port, sshHostKey: host.hostKey };
        });
    const { certificate, privateKey } = keys.handover;
    const listKey = keys.list.apply((pair) => pair.privateKey);
    const limit = { messageSizeLimitBytes: MESSAGE_BYTES };
    return pulumi.secret(pulumi.output({ domains, hosts, ...limit, caCertificate, certificate, privateKey, listKey }));
}

/** What does not go with MXs in front. */
export function behindMxProblems(args: CyrusPairArgs, instances: readonly CyrusInstanceArgs[]): Problem[] {
    if (!args.behindMx) return [];
    const problems: Problem[] = [];
    if (instances.length > 1) {
        const reason = "is for a pair with one instance: the list of recipients of several is not put together yet";
        problems.push({ property: "behindMx", reason });
    }
    if (args.mx === true) {
        const reason = "true does not go with behindMx: MX records are those of the pair in front. Take it out";
        problems.push({ property: "mx", reason });
    }
    return problems;
}
