import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { dropVolume, growVolume, holdVolume, pullOut } from "./container-volumes";
import { makeDisk } from "./disk";
import { fillDisk, freeDisk } from "./fill-disk";
import { runInside, shellInside } from "./guest-command";
import { writeKeeperEnv } from "./keeper";
import { KeptMachine } from "./kept-machine";
import type { Machine, MachineSpec, RunOptions, RunResult, Volume } from "./machine";
import { within } from "./wait";

/** What systemd takes as "power off" and "reboot": SIGRTMIN+4 and SIGRTMIN+5. */
const POWER_OFF = 38;
const REBOOT = 39;

/** A machine that is a systemd-nspawn container with a disk of its own. Nothing happens before the first verb. */
export function nspawnMachine(spec: MachineSpec): Machine {
    return new NspawnMachine(spec);
}

class NspawnMachine extends KeptMachine {
    protected readonly scripts = { keeper: "keeper.sh", offline: "offline.sh" };

    async hang(): Promise<void> {
        this.keeperPid();
        this.cgroup.freeze(true);
    }

    async resume(): Promise<void> {
        this.cgroup.freeze(false);
    }

    async run(command: string, options: RunOptions = {}): Promise<RunResult> {
        this.keeperPid();
        return runInside(this.cgroup, command, options);
    }

    dial(socketPath: string): net.Socket {
        const init = this.cgroup.init();
        if (init === undefined) throw new Error(`${this.name} is not running: boot it first`);
        return net.connect(`/proc/${init}/root${socketPath}`);
    }

    fillDisk(leaveMb = 0): Promise<void> {
        return fillDisk(this.keeperPid(), this.spec, leaveMb);
    }

    freeDisk(): Promise<void> {
        return freeDisk(this.keeperPid(), this.spec);
    }

    attach(volume: Volume): Promise<void> {
        return this.locked(async () => {
            if (this.running()) await this.hold(volume);
            this.keepVolumes([...this.others(volume.id), volume]);
        });
    }

    detach(id: number): Promise<void> {
        return this.locked(async () => {
            const volume = this.spec.volumes?.find((one) => one.id === id);
            if (!volume) return;
            if (this.running()) {
                await dropVolume(this.cgroup, volume);
                const { code, stderr } = await this.run(pullOut(volume));
                if (code !== 0) throw new Error(`volume ${volume.label} is not off ${this.name}: ${stderr.trim()}`);
            }
            this.keepVolumes(this.others(id));
        });
    }

    async grow(id: number): Promise<void> {
        const volume = this.spec.volumes?.find((one) => one.id === id);
        if (this.running() && volume) await growVolume(volume);
    }

    shell(): number {
        this.keeperPid();
        return shellInside(this.cgroup);
    }

    protected makeDisk(): Promise<void> {
        return makeDisk(this.spec);
    }

    protected prepareStart(): Promise<void> {
        return Promise.resolve();
    }

    protected async ready(): Promise<void> {
        for (const volume of this.spec.volumes ?? []) await this.hold(volume);
        await within(30, "its init takes orders", () => {
            if (!this.running()) throw new Error("its keeper ended");
            const init = this.cgroup.init();
            return init !== undefined && takesOrders(init);
        });
    }

    protected async askToStop(): Promise<void> {
        const init = this.cgroup.init();
        if (init !== undefined) process.kill(init, POWER_OFF);
    }

    protected async restartInside(): Promise<boolean> {
        const before = this.cgroup.init();
        if (before === undefined) return false;
        writeKeeperEnv(this.spec, this.cgroup);
        process.kill(before, REBOOT);
        return this.happens(() => {
            const init = this.cgroup.init();
            return init !== undefined && init !== before && takesOrders(init);
        });
    }

    private hold(volume: Volume): Promise<void> {
        return holdVolume(this.cgroup, volume, path.join(this.spec.dir, "console.log"));
    }
}

/** Whether a systemd that is process 1 of a container has opened its control socket. */
function takesOrders(init: number): boolean {
    return fs.existsSync(`/proc/${init}/root/run/systemd/private`);
}
