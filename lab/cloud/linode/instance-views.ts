import type { LabNetwork } from "../../net/network";
import { canonicalAddress, defaultReverseName } from "../addresses";
import type { CloudState } from "../state";
import { linodeTypes } from "./catalogue/types";
import type { ConfigInterface, Disk, Instance } from "./model";
import { volumesOn } from "./volume-views";

/** An instance as the API shows it. */
export function instanceView(state: CloudState, instance: Instance): object {
    const type = linodeTypes.find(({ id }) => id === instance.type) ?? linodeTypes[0];
    const group = state.placementGroups.find(({ linodeIds }) => linodeIds.includes(instance.id));
    return {
        id: instance.id,
        label: instance.label,
        group: instance.group,
        tags: instance.tags,
        status: instance.status,
        created: instance.created,
        updated: instance.updated,
        type: instance.type,
        image: instance.image,
        region: instance.region,
        site_type: "core",
        ipv4: [instance.ipv4],
        ipv6: `${instance.ipv6}/128`,
        specs: {
            disk: type.disk,
            memory: type.memory,
            vcpus: type.vcpus,
            gpus: 0,
            transfer: type.transfer,
            accelerated_devices: 0,
        },
        alerts: instance.alerts,
        backups: {
            enabled: instance.backups,
            available: false,
            schedule: { day: null, window: null },
            last_successful: null,
        },
        hypervisor: "kvm",
        watchdog_enabled: instance.watchdog,
        host_uuid: instance.hostUuid,
        has_user_data: instance.hasUserData,
        placement_group: group
            ? {
                  id: group.id,
                  label: group.label,
                  placement_group_type: "anti_affinity:local",
                  placement_group_policy: group.policy,
                  migrating_to: null,
              }
            : null,
        disk_encryption: instance.diskEncryption,
        lke_cluster_id: null,
        capabilities: ["Block Storage Encryption", "SMTP Enabled"].slice(
            0,
            state.settings.mailPorts === "open" ? 2 : 1,
        ),
        interface_generation: "legacy_config",
        maintenance_policy: "linode/migrate",
    };
}

export function diskView(instance: Instance, disk: Disk): object {
    return {
        id: disk.id,
        label: disk.label,
        size: disk.size,
        filesystem: disk.filesystem,
        status: instance.made ? "ready" : "not ready",
        created: disk.created,
        updated: disk.created,
        disk_encryption: instance.diskEncryption,
    };
}

/** The one boot profile that creation from an image makes. */
export function configView(state: CloudState, instance: Instance): object {
    const slots = ["sda", "sdb", "sdc", "sdd", "sde", "sdf", "sdg", "sdh"];
    const devices = [
        ...instance.disks.map(({ id }) => ({ disk_id: id, volume_id: null })),
        ...volumesOn(state, instance.id).map(({ id }) => ({ disk_id: null, volume_id: id })),
    ];
    return {
        id: instance.configId,
        label: "My Debian 12 Disk Profile",
        comments: "",
        kernel: "linode/grub2",
        memory_limit: 0,
        run_level: "default",
        virt_mode: "paravirt",
        root_device: "/dev/sda",
        initrd: null,
        helpers: { updatedb_disabled: true, distro: true, modules_dep: true, network: true, devtmpfs_automount: true },
        devices: Object.fromEntries(slots.map((slot, index) => [slot, devices[index] ?? null])),
        interfaces: (instance.interfaces ?? []).map((one) => interfaceView(instance, one)),
        created: instance.created,
        updated: instance.created,
    };
}

function interfaceView(instance: Instance, { id, purpose, label, ipamAddress }: ConfigInterface): object {
    const ofVpc = { vpc_id: null, subnet_id: null, ipv4: null, ip_ranges: [] };
    const active = instance.status === "running";
    return { id, purpose, label, ipam_address: ipamAddress, active, primary: false, ...ofVpc };
}

/** One address of an instance, with its reverse name. */
export function addressView(state: CloudState, net: LabNetwork, instance: Instance, address: string): object {
    const six = address.includes(":");
    return {
        address,
        gateway: six ? "fe80::1" : net.gateway,
        subnet_mask: six ? "ffff:ffff:ffff:ffff::" : "255.255.255.0",
        prefix: six ? 64 : 24,
        type: six ? "ipv6" : "ipv4",
        public: true,
        rdns: state.rdns[canonicalAddress(address)] ?? defaultReverseName(address),
        linode_id: instance.id,
        region: instance.region,
        reserved: false,
        tags: [],
        ...(six ? {} : { vpc_nat_1_1: null, interface_id: null }),
    };
}
