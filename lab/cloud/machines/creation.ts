import type { Cloud } from "../cloud";
import type { GroundMachine } from "../ground";
import { linodeTypes } from "../linode/catalogue/types";
import type { Instance } from "../linode/model";
import { findById } from "../linode/read-input";
import { type Job, openEvent, queue } from "./jobs";
import { bootJob } from "./power";

const createJob: Job = {
    during: "provisioning",
    action: "linode_create",
    work: async (cloud, instance) => {
        // Names and rules are in force before the machine exists: the firewall covers its first packet.
        await Promise.all([cloud.publishRules(), cloud.publishZones()]);
        if (instance.image === null) return;
        if (!instance.made) await cloud.ground.make(machineOf(instance));
        await cloud.change((state) => {
            const made = findById(state.instances, instance.id);
            if (!made) return;
            made.made = true;
            delete made.firstBoot;
            if (!made.bootAtCreation || made.status !== "provisioning") return;
            made.status = "booting";
            openEvent(state, cloud.now(), made, "linode_boot");
        });
    },
    success: "offline",
    failure: "offline",
};

/** Makes the machine of an instance that is in the state already, and boots it if so ordered. */
export async function finishCreation(cloud: Cloud, id: number): Promise<void> {
    await queue(cloud, id, createJob);
    if (findById(cloud.state.instances, id)?.status === "booting") await queue(cloud, id, bootJob("linode_boot"));
}

function machineOf(instance: Instance): GroundMachine {
    const type = linodeTypes.find(({ id }) => id === instance.type);
    const [memoryMb, cpus] = [type?.memory ?? 1024, type?.vcpus ?? 1];
    const diskMb = instance.disks.find(({ filesystem }) => filesystem === "ext4")?.size ?? 0;
    const { id, label, ipv4, ipv6, firstBoot, backend = "nspawn", vmKind } = instance;
    const image = instance.image ?? "";
    const first = firstBoot ?? { authorizedKeys: [] };
    return { id, hostname: label, backend, vmKind, image, diskMb, memoryMb, cpus, ipv4, ipv6, ...first };
}
