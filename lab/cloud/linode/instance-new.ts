import { randomUUID } from "node:crypto";
import type { LabNetwork } from "../../net/network";
import { addressesOf, takeHost } from "../addresses";
import { type CloudState, nextId } from "../state";
import { images } from "./catalogue/images";
import { linodeTypes } from "./catalogue/types";
import { refuse } from "./errors";
import type { InstanceRequest } from "./instance-input";
import { setInterfaces } from "./interfaces";
import type { Disk, Instance } from "./model";
import { checkLabel, type LabelRule } from "./read-input";
import { isVm, vmKind } from "../vms";

export const INSTANCE_LABEL: LabelRule = {
    low: 3,
    high: 64,
    pattern: /^(?!.*(--|__|\.\.))[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/,
    wording:
        "Label must begin and end with an alphanumeric character, use only ASCII letters, numbers, " +
        "underscores, periods and dashes, and cannot have two of these in a row",
    kind: "Linodes",
};

/** Puts a new instance into the state: label, addresses and disks taken, nothing started. */
export function addInstance(state: CloudState, net: LabNetwork, request: InstanceRequest, created: string): Instance {
    const id = nextId(state, "instance");
    const label = request.label ?? `linode${id}`;
    checkLabel(
        label,
        INSTANCE_LABEL,
        state.instances.map((one) => one.label),
    );
    if (state.instances.length >= 200) throw refuse("The lab holds at most 200 Linodes");
    const host = takeHost(state, net);
    const profileKeys = request.authorizedUsers.length > 0 ? state.sshKeys.map(({ key }) => key) : [];
    const { rootPassword, userData, authorizedKeys } = request.firstBoot;
    const instance: Instance = {
        id,
        label,
        group: request.group,
        tags: request.tags,
        region: request.region,
        type: request.type,
        image: request.image,
        ...(isVm(state.settings, label)
            ? { backend: "qemu", vmKind: vmKind(state.settings, label) }
            : { backend: "nspawn" }),
        status: "provisioning",
        host: "up",
        made: false,
        bootAtCreation: request.booted && request.image !== null,
        firstBoot: { rootPassword, userData, authorizedKeys: [...new Set([...authorizedKeys, ...profileKeys])] },
        hasUserData: userData !== undefined,
        watchdog: request.watchdog,
        watchdogBoots: [],
        backups: false,
        alerts: defaultAlerts(request.type),
        diskEncryption: request.diskEncryption,
        hostUuid: randomUUID().replace(/-/g, ""),
        ...addressesOf(net, host),
        configId: nextId(state, "config"),
        disks: request.image === null ? [] : disksFor(state, request, created),
        created,
        updated: created,
    };
    state.instances.push(instance);
    setInterfaces(state, instance, request.interfaces);
    return instance;
}

function disksFor(state: CloudState, request: InstanceRequest, created: string): Disk[] {
    const swap = 512;
    const total = linodeTypes.find(({ id }) => id === request.type)?.disk ?? 0;
    const system = images.find(({ id }) => id === request.image)?.label ?? "Linux";
    return [
        { id: nextId(state, "disk"), label: `${system} Disk`, size: total - swap, filesystem: "ext4", created },
        { id: nextId(state, "disk"), label: "512 MB Swap Image", size: swap, filesystem: "swap", created },
    ];
}

function defaultAlerts(type: string): Record<string, number> {
    const vcpus = linodeTypes.find(({ id }) => id === type)?.vcpus ?? 1;
    return { cpu: 90 * vcpus, network_in: 10, network_out: 10, transfer_quota: 80, io: 10000 };
}
