import { createHash } from "node:crypto";
import { echo } from "../plan";
import { flag, list, nested, type Props, text, type Value } from "../values";
import type { Json, LinodeApi } from "./api";
import { propsOf } from "../names";

/** How the provider keeps a root password in the state. */
export function passwordHash(password: string): string {
    return createHash("sha3-512").update(password).digest("base64");
}

/** Private addresses by what the API calls private: the lab's public ones are from a private range, too. */
async function privateAddress(api: LinodeApi, id: string): Promise<string | undefined> {
    const answer = await api.find(`/linode/instances/${id}/ips`);
    const ipv4 = answer?.ipv4 as { private?: { address: string }[] } | undefined;
    return ipv4?.private?.[0]?.address;
}

function addresses(instance: Json, old: Props, hidden: string | undefined): Props {
    const all = (instance.ipv4 as string[] | undefined) ?? [];
    const publics = all.filter((address) => address !== hidden);
    const kept = text(old, "ipAddress");
    return {
        ipv4s: all,
        ipv6: (instance.ipv6 as string | null) ?? "",
        ipAddress: kept !== undefined && publics.includes(kept) ? kept : (publics[0] ?? ""),
        privateIp: hidden !== undefined,
        privateIpAddress: hidden,
    };
}

function diskProps(disks: Json[]): Value[] {
    return disks.map((disk) => ({
        id: disk.id as number,
        label: disk.label as string,
        size: disk.size as number,
        filesystem: disk.filesystem as string,
    }));
}

function configProps(configs: Json[], disks: Json[]): Value[] {
    const labels = new Map(disks.map((disk) => [disk.id, disk.label as string]));
    return configs.map((config) => {
        const devices = (config.devices as Record<string, { disk_id?: number; volume_id?: number } | null>) ?? {};
        const used = Object.entries(devices).filter((entry) => entry[1] !== null);
        return {
            ...propsOf({ id: config.id, label: config.label, comments: config.comments ?? "", kernel: config.kernel }),
            ...propsOf({ root_device: config.root_device, run_level: config.run_level, virt_mode: config.virt_mode }),
            memoryLimit: (config.memory_limit as number | undefined) ?? 0,
            helpers: propsOf(config.helpers ?? {}),
            interfaces: (propsOf({ list: config.interfaces ?? [] }).list as Value[]) ?? [],
            devices: Object.fromEntries(
                used.map(([name, device]) => [
                    name,
                    {
                        diskId: device?.disk_id ?? 0,
                        diskLabel: labels.get(device?.disk_id) ?? "",
                        volumeId: device?.volume_id ?? 0,
                    },
                ]),
            ),
        };
    });
}

function backupProps(instance: Json): Props {
    const backups = (instance.backups as Json | undefined) ?? {};
    const schedule = (backups.schedule as Json | undefined) ?? {};
    const schedules = [propsOf({ day: schedule.day ?? "", window: schedule.window ?? "" })];
    const enabled = backups.enabled === true;
    return { backups: [{ available: backups.available === true, enabled, schedules }], backupsEnabled: enabled };
}

const SPECS = ["disk", "memory", "vcpus", "transfer", "gpus", "accelerated_devices"];

function hardware(instance: Json): Props {
    const specs = (instance.specs as Json | undefined) ?? {};
    return {
        specs: [propsOf(Object.fromEntries(SPECS.map((name) => [name, specs[name] ?? 0])))],
        alerts: propsOf(instance.alerts ?? {}),
        capabilities: ((instance.capabilities as string[] | null) ?? []) as Value[],
        hostUuid: (instance.host_uuid as string | null) ?? "",
        hasUserData: instance.has_user_data === true,
        lkeClusterId: (instance.lke_cluster_id as number | null) ?? 0,
        diskEncryption: (instance.disk_encryption as string | null) ?? "disabled",
        ...backupProps(instance),
    };
}

/** The group with what the API adds; `compliantOnly` is the program's own. */
function placementGroup(instance: Json, old: Props): Props {
    if (!instance.placement_group) return {};
    const { id, label, placementGroupType, placementGroupPolicy } = propsOf(instance.placement_group);
    const compliantOnly = nested(old, "placementGroup")?.compliantOnly;
    return { placementGroup: { id, label, placementGroupType, placementGroupPolicy, compliantOnly } };
}

/** Interfaces as the boot profile has them, with ids; those of a program that gives none are none of its business. */
function interfaces(configs: Json[], known: Props): Value[] {
    const own = list(known, "interfaces") ?? [];
    if (own.length === 0 || configs.length !== 1) return own;
    return (propsOf({ all: configs[0].interfaces ?? [] }).all as Value[] | undefined) ?? [];
}

const BOOTED = ["running", "booting", "rebooting", "provisioning"];

/** The outputs of an Instance: what the API says now over what only the program knows (`known`). */
export async function instanceState(api: LinodeApi, instance: Json, known: Props): Promise<Props> {
    const id = String(instance.id);
    const disks = await api.list(`/linode/instances/${id}/disks`);
    const configs = await api.list(`/linode/instances/${id}/configs`);
    const kept: Props = { ...known };
    delete kept.placementGroup;
    const swap = disks
        .filter((disk) => disk.filesystem === "swap")
        .reduce((sum, disk) => sum + (disk.size as number), 0);
    return {
        ...kept,
        label: instance.label as string,
        status: instance.status as string,
        type: instance.type as string,
        region: instance.region as string,
        group: (instance.group as string | undefined) ?? "",
        tags: ((instance.tags as string[] | undefined) ?? []) as Value[],
        image: (instance.image as string | null) ?? text(known, "image"),
        watchdogEnabled: instance.watchdog_enabled !== false,
        booted: BOOTED.includes(String(instance.status)),
        ...hardware(instance),
        ...addresses(instance, known, await privateAddress(api, id)),
        ...placementGroup(instance, known),
        disks: diskProps(disks),
        configs: configProps(configs, disks),
        swapSize: swap,
        bootConfigLabel: (configs[0]?.label as string | undefined) ?? "",
        sharedIpv4s: list(known, "sharedIpv4s") ?? [],
        interfaces: interfaces(configs, known),
        metadatas: list(known, "metadatas") ?? [],
    };
}

/** What an Instance's inputs put into the state as they are; the password only as its hash. */
export function declared(inputs: Props): Props {
    const password = text(inputs, "rootPass");
    const known: Props = { ...echo(inputs) };
    if (password !== undefined) known.rootPass = passwordHash(password);
    known.migrationType ??= "cold";
    known.resizeDisk ??= false;
    known.placementGroupExternallyManaged = flag(inputs, "placementGroupExternallyManaged") ?? false;
    return known;
}
