import * as pulumi from "@pulumi/pulumi";
import { Host } from "../host/host";
import { hostVolume } from "../host/volume";
import { Member } from "../member";
import { BundlePart } from "../ops/bundle";
import { HostFile } from "../ops/file";
import { between, Problem } from "../problems";
import { BackupMxMemberArgs, BackupMxMta, BackupMxPairArgs } from "./args";
import { executable, filledVariant, LIBRARY, ofVariant } from "./on-host";

const VARIANT = "queue-volume";
const SYSTEM = "/etc/systemd/system";
/** Of Linode: a volume has 10 GiB to 10 TiB. */
const SIZE_GIB = { min: 10, max: 10240 };

/** Where each mail server keeps mail that waits, which of its folders hold it, and whose they are. */
const QUEUES = {
    [BackupMxMta.Postfix]: {
        queue: "/var/spool/postfix",
        mount: "var-spool-postfix.mount",
        service: "postfix@-.service",
        owner: "postfix",
        folders: "maildrop incoming active deferred hold corrupt defer bounce trace flush saved",
    },
    [BackupMxMta.Exim]: {
        queue: "/var/spool/exim4",
        mount: "var-spool-exim4.mount",
        service: "exim4.service",
        owner: "Debian-exim",
        folders: "input msglog db",
    },
} as const;

/** The file that ties a mail server to its volume: it starts anew when that comes. */
export function tiedToVolume(mta: BackupMxMta): string {
    return `${SYSTEM}/${QUEUES[mta].service}.d/queue-volume.conf`;
}

/** What a host's volume is, and what of it is on the host. */
export interface QueueVolume {
    readonly volume: pulumi.Resource;
    readonly part: pulumi.Output<BundlePart>;
}

/**
 * The volume of a host's queue, where it has one. Releasing the host does not release it: mail on it is what must be there when
 * the host is not.
 */
export function queueVolume(args: BackupMxPairArgs, member: Member, host: Host): QueueVolume | undefined {
    const { linode, queueVolume: wanted, mta = BackupMxMta.Postfix } = args[member];
    if (!linode || !wanted) return undefined;
    const { sizeGiB } = wanted;
    const { region } = linode;
    const tags = [host.resourceName];
    const { volume, device } = hostVolume(`${host.resourceName}-queue`, host, {
        ...{ region, sizeGiB, tags, protect: !args.destroyable },
    });
    return { volume, part: device.apply((path) => queueVolumePart(mta, path, sizeGiB)) };
}

/** The queue of the mail server on a volume of its own: made ready, mounted, and never done without. Pure. */
export function queueVolumePart(mta: BackupMxMta, device: string, sizeGiB: number): BundlePart {
    const { mount, ...ofQueue } = QUEUES[mta];
    const conf = filledVariant(VARIANT, "/etc/standby/queue-volume.conf", { device, sizeGiB, ...ofQueue });
    const unit: HostFile = {
        ...filledVariant(VARIANT, `${SYSTEM}/queue.mount`, { device, queue: ofQueue.queue }),
        path: `${SYSTEM}/${mount}`,
    };
    return {
        files: [
            conf,
            unit,
            ofVariant(VARIANT, `${SYSTEM}/standby-queue-volume.service`),
            ofVariant(VARIANT, tiedToVolume(mta)),
            ofVariant(VARIANT, `${LIBRARY}/queue-volume`, executable),
            ofVariant(VARIANT, `${LIBRARY}/status.d/queue-volume`, executable),
        ],
        // Before the mail server, which waits for it.
        units: [{ name: mount }],
        probes: [`${LIBRARY}/queue-volume grow && ${LIBRARY}/queue-volume state`],
    };
}

/** What is wrong with the volume of a member. */
export function queueVolumeProblems(member: string, { linode, queueVolume }: BackupMxMemberArgs): Problem[] {
    if (!queueVolume) return [];
    const property = `${member}.queueVolume`;
    if (!linode) {
        return [{ property, reason: "is a volume of Linode, for a host that is made there: leave it out" }];
    }
    return between(`${property}.sizeGiB`, queueVolume.sizeGiB, " GiB", SIZE_GIB);
}
