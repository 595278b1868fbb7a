import type { MailPolicyArgs } from "../../../components/backup-mx/policy/args";
import { EICAR_SIGNATURE } from "../../../lab/client/bad-content";
import { succeeded } from "../../../lab/engine/pulumi";
import type { LabBackupMxPair } from "../../../lab/pair/backup-mx";
import { serveSignatures } from "../../../lab/services/signatures";

/** Seconds for which the pair of a drill puts suspicious senders off. */
export const GREYLIST_SECONDS = 5;

/**
 * The policy of a pair with every filter, in a lab: its resolver asks that of the lab, which knows another root than the
 * world's, and its scanner knows the signature of EICAR alone, since ClamAV's own are not to be had here.
 */
export function filtersInLab(gateway: string, signatureUrl: string): MailPolicyArgs {
    return {
        resolver: { forwardTo: [gateway], unsignedZones: ["test", "10.in-addr.arpa"] },
        spamFilter: { greylistSeconds: GREYLIST_SECONDS },
        virusScan: { officialSignatures: false, signatureUrls: [signatureUrl] },
    };
}

/** Gives the pair every filter, and keys to sign with, for as long as `work` takes. */
export async function withFilters<T>(pair: LabBackupMxPair, work: () => Promise<T>): Promise<T> {
    const { net } = pair.lab;
    const signatures = await serveSignatures(net, EICAR_SIGNATURE);
    try {
        const policy = filtersInLab(net.gateway, signatures.url);
        succeeded(await pair.up({ policy: policy as never, identity: { dkimGeneration: 1 } }));
        return await work();
    } finally {
        await pair.up({ policy: undefined, identity: undefined });
        signatures.close();
    }
}
