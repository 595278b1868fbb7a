import type { Socket } from "node:net";
import * as fs from "node:fs";
import * as path from "node:path";
import { KeptMachine } from "./kept-machine";
import type { Machine, MachineSpec, RunOptions, RunResult, Volume } from "./machine";
import { accelerator } from "./qemu/accelerator";
import { initrdOf, kernelOf } from "./qemu/boot-files";
import { qemuArguments } from "./qemu/command-line";
import { fillGuestDisk, freeGuestDisk } from "./qemu/fill-disk";
import { runInside, shellInside } from "./qemu/guest-command";
import { GuestSession } from "./qemu/guest-session";
import { dialInside } from "./qemu/guest-socket";
import { Qmp } from "./qemu/qmp";
import { makeVmDisk } from "./qemu/vm-disk";
import { plugVolume, pullVolume, resizeVolume } from "./qemu/volumes";
import { pause } from "./wait";

/** From power to the agent; in emulation, and beside other machines that boot. */
const BOOT_SECONDS = 600;
const AGAIN_MS = 200;

/** A machine that is a virtual one, with a kernel of its own. Nothing happens before the first verb. */
export function qemuMachine(spec: MachineSpec): Machine {
    return new QemuMachine(spec);
}

class QemuMachine extends KeptMachine {
    protected readonly scripts = { keeper: "qemu/keeper.sh", offline: "qemu/offline.sh" };

    /** Its clock stands still meanwhile, as on a host that pauses it: leases that have run out look valid afterwards. */
    async hang(): Promise<void> {
        this.keeperPid();
        await Qmp.with(this.spec, (qmp) => qmp.order("stop"));
    }

    async resume(): Promise<void> {
        this.keeperPid();
        await Qmp.with(this.spec, (qmp) => qmp.order("cont"));
    }

    async run(command: string, options: RunOptions = {}): Promise<RunResult> {
        this.keeperPid();
        return runInside(this.spec, command, options);
    }

    dial(socketPath: string): Socket {
        this.keeperPid();
        return dialInside(this.spec, socketPath);
    }

    fillDisk(leaveMb = 0): Promise<void> {
        return fillGuestDisk(this, leaveMb);
    }

    freeDisk(): Promise<void> {
        return freeGuestDisk(this);
    }

    attach(volume: Volume): Promise<void> {
        return this.locked(async () => {
            const others = this.others(volume.id);
            if (others.length < (this.spec.volumes ?? []).length) return;
            if (this.running()) await Qmp.with(this.spec, (qmp) => plugVolume(qmp, volume));
            this.keepVolumes([...others, volume]);
        });
    }

    detach(id: number): Promise<void> {
        return this.locked(async () => {
            const volume = this.spec.volumes?.find((one) => one.id === id);
            if (!volume) return;
            if (this.running()) await Qmp.with(this.spec, (qmp) => pullVolume(qmp, volume));
            this.keepVolumes(this.others(id));
        });
    }

    async grow(id: number): Promise<void> {
        const volume = this.spec.volumes?.find((one) => one.id === id);
        if (!this.running() || !volume) return;
        const { size } = fs.statSync(volume.file);
        await Qmp.with(this.spec, (qmp) => resizeVolume(qmp, volume, size));
    }

    shell(): number {
        this.keeperPid();
        return shellInside(this.spec);
    }

    protected makeDisk(): Promise<void> {
        return makeVmDisk(this.spec);
    }

    protected async prepareStart(): Promise<void> {
        const { image } = this.spec;
        const files = { kernel: kernelOf(image), initrd: initrdOf(image) };
        const args = qemuArguments(this.spec, await accelerator(image), files);
        fs.writeFileSync(path.join(this.spec.dir, "qemu.args"), args.map((arg) => `${arg}\n`).join(""));
    }

    protected async ready(): Promise<void> {
        const said = this.console().length;
        const deadline = Date.now() + BOOT_SECONDS * 1000;
        for (;;) {
            if (!this.running()) throw new Error("its keeper ended");
            const left = (deadline - Date.now()) / 1000;
            if (this.console().includes("end Kernel panic", said)) throw new Error("its kernel panics");
            if (left <= 0) throw new Error(`not within ${BOOT_SECONDS} s: its agent takes orders`);
            // QEMU's sockets are there a moment after its start.
            const session = await GuestSession.open(this.spec, Math.min(left, 10)).catch(() => undefined);
            session?.close();
            if (session) return;
            await pause(AGAIN_MS);
        }
    }

    /** The power button: what the cloud presses first, too. */
    protected async askToStop(): Promise<void> {
        await Qmp.with(this.spec, (qmp) => qmp.order("system_powerdown")).catch(() => undefined);
    }

    /** A cloud's reboot is a new start: only so it sees other VLANs. */
    protected async restartInside(): Promise<boolean> {
        await this.stopOrderly();
        return false;
    }
}
