import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { output } from "../net/command";
import { withLock } from "../net/lock";
import { machineNetns, unplug, type VlanPort } from "../net/network";
import { MachineCgroup } from "./cgroup";
import { diskImage, diskReleased, makeDisk } from "./disk";
import { fillDisk, freeDisk } from "./fill-disk";
import { runInside, shellInside } from "./guest-command";
import { consoleTail, keeperOf, privateMounts, startKeeper, writeKeeperEnv } from "./keeper";
import type { Machine, MachineSpec, RunOptions, RunResult } from "./machine";
import { limitRate } from "./slow";
import { pause, within } from "./wait";

const ORDERLY_SECONDS = 20;
/** What systemd takes as "power off" and "reboot": SIGRTMIN+4 and SIGRTMIN+5. */
const POWER_OFF = 38;
const REBOOT = 39;

/** A machine that is a systemd-nspawn container with a disk of its own. Nothing happens before the first verb. */
export function nspawnMachine(spec: MachineSpec): Machine {
    return new NspawnMachine(spec);
}

/** The machine whose folder is `dir`, made by `create` in this or another process. */
export function openMachine(dir: string): Machine {
    const file = path.join(dir, "spec.json");
    if (!fs.existsSync(file)) throw new Error(`no machine in ${dir}: ${file} is missing`);
    return new NspawnMachine(JSON.parse(fs.readFileSync(file, "utf8")) as MachineSpec);
}

class NspawnMachine implements Machine {
    private readonly name: string;
    private readonly cgroup: MachineCgroup;

    constructor(public spec: MachineSpec) {
        this.name = machineNetns(spec.net, spec.id);
        this.cgroup = new MachineCgroup(this.name);
    }

    create(): Promise<void> {
        fs.mkdirSync(this.spec.dir, { recursive: true, mode: 0o700 });
        return this.locked(async () => {
            await makeDisk(this.spec);
            // Secrets are on the machine's own disk by now, and needed nowhere else.
            this.keepSpec();
        });
    }

    connect(vlans: VlanPort[]): void {
        if (JSON.stringify(vlans) === JSON.stringify(this.spec.vlans ?? [])) return;
        this.spec = { ...this.spec, vlans };
        this.keepSpec();
    }

    running(): boolean {
        return keeperOf(this.spec) !== undefined;
    }

    boot(): Promise<void> {
        return this.locked(async () => {
            if (this.running()) return;
            if (!fs.existsSync(diskImage(this.spec))) throw new Error(`${this.name} has no disk: create it first`);
            await this.cutPower();
            await this.start();
        });
    }

    shutdown(): Promise<void> {
        return this.locked(() => this.stopOrderly());
    }

    reboot(): Promise<void> {
        return this.locked(async () => {
            const before = this.running() ? this.cgroup.init() : undefined;
            if (before !== undefined) {
                writeKeeperEnv(this.spec, this.cgroup);
                process.kill(before, REBOOT);
                const again = await this.happens(() => {
                    const init = this.cgroup.init();
                    return init !== undefined && init !== before && takesOrders(init);
                });
                if (again) return;
            }
            await this.cutPower();
            await this.start();
        });
    }

    crash(): Promise<void> {
        return this.locked(() => this.cutPower());
    }

    hang(): void {
        this.keeperPid();
        this.cgroup.freeze(true);
    }

    resume(): void {
        this.cgroup.freeze(false);
    }

    async run(command: string, options: RunOptions = {}): Promise<RunResult> {
        this.keeperPid();
        return runInside(this.cgroup, command, options);
    }

    async succeed(command: string): Promise<string> {
        const result = await this.run(command);
        if (result.code === 0) return result.stdout;
        const why = result.stderr.trim() || result.stdout.trim();
        throw new Error(`${this.name}: ${command}: exit code ${result.code}: ${why}`);
    }

    async fails(command: string): Promise<RunResult> {
        const result = await this.run(command);
        if (result.code !== 0) return result;
        throw new Error(`${this.name}: ${command}: succeeded, but must fail: ${result.stdout.trim()}`);
    }

    async eventually(command: string, seconds: number): Promise<string> {
        const deadline = Date.now() + seconds * 1000;
        for (;;) {
            const left = Math.max(1, (deadline - Date.now()) / 1000);
            // A machine that is off, or between two boots, is one more reason to wait.
            const result = await this.run(command, { seconds: left }).catch((error: Error) => error);
            if (!(result instanceof Error) && result.code === 0) return result.stdout;
            if (Date.now() > deadline) {
                const why =
                    result instanceof Error ? result.message : result.stderr.trim() || `exit code ${result.code}`;
                throw new Error(`${this.name}: ${command}: not within ${seconds} s: ${why}`);
            }
            await pause(200);
        }
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

    slow(kbit: number | undefined): Promise<void> {
        this.keeperPid();
        return limitRate(this.spec, kbit);
    }

    async journal(unit?: string): Promise<string> {
        const command = ["journalctl", "--no-pager", "--output=short-iso", ...(unit === undefined ? [] : ["-u", unit])];
        if (this.running()) return this.succeed(command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" "));
        return this.locked(async () => {
            await diskReleased(this.spec);
            const [program, ...args] = privateMounts("offline.sh", this.spec, ...command);
            const text = await output(program as string, args);
            await diskReleased(this.spec);
            return text;
        });
    }

    shell(): number {
        this.keeperPid();
        return shellInside(this.cgroup);
    }

    async destroy(): Promise<void> {
        if (!fs.existsSync(this.spec.dir)) return this.cutPower();
        await this.locked(async () => {
            await this.cutPower();
            fs.rmSync(this.spec.dir, { recursive: true });
        });
    }

    private keepSpec(): void {
        const kept: MachineSpec = { ...this.spec, userData: undefined, rootPassword: undefined };
        const file = path.join(this.spec.dir, "spec.json");
        fs.writeFileSync(`${file}.new`, JSON.stringify(kept, undefined, 2));
        fs.renameSync(`${file}.new`, file);
    }

    private keeperPid(): number {
        const keeper = keeperOf(this.spec);
        if (keeper === undefined) throw new Error(`${this.name} is not running: boot it first`);
        return keeper.pid;
    }

    private async start(): Promise<void> {
        writeKeeperEnv(this.spec, this.cgroup);
        startKeeper(this.spec);
        try {
            await within(5, "it gets a keeper", () => this.running());
            await within(30, "its init takes orders", () => {
                if (!this.running()) throw new Error("its keeper ended");
                const init = this.cgroup.init();
                return init !== undefined && takesOrders(init);
            });
        } catch (error) {
            await this.cutPower();
            throw new Error(`${this.name} does not boot: ${(error as Error).message}\n${consoleTail(this.spec)}`);
        }
    }

    private async stopOrderly(): Promise<void> {
        const init = this.running() ? this.cgroup.init() : undefined;
        if (init !== undefined) {
            process.kill(init, POWER_OFF);
            await this.happens(() => !this.running());
        }
        await this.cutPower();
    }

    /** Whether something comes true within the time that an orderly stop may take. */
    private async happens(probe: () => boolean): Promise<boolean> {
        return within(ORDERLY_SECONDS, this.name, probe).catch(() => false);
    }

    /**
     * Ends whatever there is of a running or half-dead machine; its disk is free afterwards. The wire goes before the
     * processes: the kernel would close their connections orderly, and a peer must not learn of a power loss.
     */
    private async cutPower(): Promise<void> {
        this.cgroup.freeze(true);
        await unplug(this.spec.net, this.spec.id);
        await this.cgroup.kill();
        this.cgroup.remove();
        await diskReleased(this.spec);
        fs.rmSync(path.join(this.spec.dir, "keeper.pid"), { force: true });
    }

    private locked<T>(work: () => Promise<T>): Promise<T> {
        if (!fs.existsSync(this.spec.dir))
            return Promise.reject(new Error(`${this.name} does not exist: create it first`));
        return withLock(path.join(this.spec.dir, "lock"), work);
    }
}

/** Whether a systemd that is process 1 of a container has opened its control socket. */
function takesOrders(init: number): boolean {
    return fs.existsSync(`/proc/${init}/root/run/systemd/private`);
}
