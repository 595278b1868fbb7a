import type { Volume } from "../machine";

/**
 * A file as a block device that keeps what was flushed and gives back what the guest trims. Its mode is the one that QEMU calls
 * writeback. `crash` kills QEMU: the guest's page cache is gone with it, and so is what nobody has synced yet; what the guest sent
 * to its disk is in this machine's page cache, and stays, flushed or not. A flush is an fsync of the file (`no-flush` would answer
 * it at once), so it also holds when this machine dies. Without this machine's cache (`direct`) nothing else would be lost, and
 * each write would wait for the real disk. Pure.
 */
export function drive(name: string, filename: string): Record<string, unknown> {
    return {
        driver: "raw",
        "node-name": name,
        discard: "unmap",
        file: { driver: "file", filename, cache: { direct: false, "no-flush": false } },
    };
}

/** What QEMU is told of a volume: its file, and the disk that the guest sees. Pure. */
export function volumeDrive({ id, label, file }: Volume): {
    blockdev: Record<string, unknown>;
    device: Record<string, unknown>;
} {
    return {
        blockdev: drive(`volume-${id}`, file),
        // From these three udev makes the cloud's name of it: scsi-0Linode_Volume_<label>.
        device: {
            driver: "scsi-hd",
            id: `disk-${id}`,
            bus: "scsi.0",
            drive: `volume-${id}`,
            vendor: "Linode",
            product: "Volume",
            device_id: label,
            serial: String(id),
        },
    };
}
