import type { Volume } from "../machine";
import { volumeDrive } from "./drive";
import type { Qmp } from "./qmp";

/** Plugs a volume into a machine that runs. Idempotent: who was killed in the middle may have done the half of it. */
export async function plugVolume(qmp: Pick<Qmp, "order">, volume: Volume): Promise<void> {
    const { blockdev, device } = volumeDrive(volume);
    const nodes = (await qmp.order("query-named-block-nodes", { flat: true })) as { "node-name"?: string }[];
    if (!nodes.some((one) => one["node-name"] === blockdev["node-name"])) await qmp.order("blockdev-add", blockdev);
    const devices = (await qmp.order("qom-list", { path: "/machine/peripheral" })) as { name: string }[];
    if (!devices.some(({ name }) => name === device.id)) await qmp.order("device_add", device);
}

/** Pulls it out, whether or not the guest still uses it. */
export async function pullVolume(qmp: Qmp, { id }: Volume): Promise<void> {
    const gone = qmp.event("DEVICE_DELETED", (data) => data.device === `disk-${id}`);
    await Promise.all([gone, qmp.order("device_del", { id: `disk-${id}` })]);
    await qmp.order("blockdev-del", { "node-name": `volume-${id}` });
}

/** Tells QEMU of its new size. */
export async function resizeVolume(qmp: Qmp, { id }: Volume, bytes: number): Promise<void> {
    await qmp.order("block_resize", { "node-name": `volume-${id}`, size: bytes });
}
