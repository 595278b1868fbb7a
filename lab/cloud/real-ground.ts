import * as fs from "node:fs";
import * as path from "node:path";
import { ensureImage } from "../machine/image";
import { type Machine, newMachine, openMachine } from "../machine/machine";
import { applyRules } from "../net/firewall";
import { type LabNetwork, vlanBridge } from "../net/network";
import { queryDns, setZones } from "../services";
import type { Ground, GroundMachine, VlanAddress } from "./ground";

/** Real plans have up to 320 GB; a lab's disk is small enough for a drill to fill it. */
const DISK_MB = 8192;
const GB = 1024 ** 3;

export interface GroundFolders {
    /** Holds one folder per machine. */
    machines: string;
    /** State of the DNS servers. */
    services: string;
    /** Holds one file per volume. */
    volumes: string;
}

/** The ground under a lab: containers and virtual machines, nftables and real name servers. */
export function realGround(net: LabNetwork, folders: GroundFolders, log: (line: string) => void): Ground {
    const dirOf = (id: number) => path.join(folders.machines, String(id));
    const find = (id: number): Machine | undefined =>
        fs.existsSync(path.join(dirOf(id), "spec.json")) ? openMachine(dirOf(id)) : undefined;
    const machine = (id: number): Machine => openMachine(dirOf(id));
    const connected = (id: number, vlans: VlanAddress[]): Machine => {
        const one = machine(id);
        one.connect(vlans.map(({ region, label, address }) => ({ bridge: vlanBridge(region, label), address })));
        return one;
    };
    const volumeFile = (id: number) => path.join(folders.volumes, `${id}.img`);
    return {
        make: async ({ image, diskMb, vmKind, ...rest }: GroundMachine) => {
            const tree = await ensureImage(image, log, rest.backend, vmKind);
            await newMachine({
                ...rest,
                net,
                dir: dirOf(rest.id),
                image: tree,
                diskMb: Math.min(diskMb, DISK_MB),
            }).create();
        },
        boot: (id, vlans) => connected(id, vlans).boot(),
        shutdown: async (id) => find(id)?.shutdown(),
        reboot: (id, vlans) => connected(id, vlans).reboot(),
        crash: async (id) => find(id)?.crash(),
        hang: async (id) => machine(id).hang(),
        resume: async (id) => machine(id).resume(),
        destroy: async (id) => {
            await find(id)?.destroy();
            // A creation that was ended half-way leaves a folder without a spec.
            fs.rmSync(dirOf(id), { recursive: true, force: true });
        },
        running: (id) => find(id)?.running() ?? false,
        provideVolume: async (id, gigabytes, on) => {
            fs.mkdirSync(folders.volumes, { recursive: true, mode: 0o700 });
            const file = volumeFile(id);
            fs.closeSync(fs.openSync(file, "a", 0o600));
            // Sparse: what nobody has written takes no room.
            if (fs.statSync(file).size < gigabytes * GB) fs.truncateSync(file, gigabytes * GB);
            if (on !== undefined) await find(on)?.grow(id);
        },
        attachVolume: (on, volume) => machine(on).attach({ ...volume, file: volumeFile(volume.id) }),
        detachVolume: async (on, id) => find(on)?.detach(id),
        dropVolume: async (id) => fs.rmSync(volumeFile(id), { force: true }),
        applyRules: (rules) => applyRules(net, rules),
        setZones: (zones) => setZones(net, folders.services, zones, log),
        resolve: (name, type) => queryDns(net, name, type),
    };
}
