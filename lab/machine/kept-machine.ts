import * as fs from "node:fs";
import type { Socket } from "node:net";
import * as path from "node:path";
import { output } from "../net/command";
import { withLock } from "../net/lock";
import { machineNetns, unplug, type VlanPort } from "../net/network";
import { MachineCgroup } from "./cgroup";
import { diskImage, diskReleased } from "./disk";
import { consoleLog, consoleTail, keeperOf, privateMounts, startKeeper, writeKeeperEnv } from "./keeper";
import type { Machine, MachineSpec, RunOptions, RunResult, Volume } from "./machine";
import { limitRate } from "./slow";
import { pause, within } from "./wait";

const ORDERLY_SECONDS = 20;
const AGAIN_MS = 200;

/**
 * What all backends share: a folder, a disk in one file, a keeper's process, and a control group with everything that
 * runs of the machine. A backend says how the disk is made, how the keeper starts it, and how orders get in.
 */
export abstract class KeptMachine implements Machine {
    protected readonly name: string;
    protected readonly cgroup: MachineCgroup;
    /** The keeper's script, and the one that runs a command in the tree of a machine that is off. */
    protected abstract readonly scripts: { keeper: string; offline: string };

    constructor(public spec: MachineSpec) {
        this.name = machineNetns(spec.net, spec.id);
        this.cgroup = new MachineCgroup(this.name);
    }

    create(): Promise<void> {
        fs.mkdirSync(this.spec.dir, { recursive: true, mode: 0o700 });
        return this.locked(async () => {
            await this.makeDisk();
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
            if (this.running() && (await this.restartInside())) return;
            await this.cutPower();
            await this.start();
        });
    }

    async crash(): Promise<void> {
        let ours = false;
        const cut = this.locked(() => {
            ours = true;
            return this.cutPower();
        });
        const over = cut.then(
            () => true,
            () => true,
        );
        // A boot has the lock until its guest takes orders, minutes in emulation: without power it ends at once.
        while (!(await Promise.race([over, pause(AGAIN_MS)])) && !ours)
            await this.endProcesses().catch(() => undefined);
        await cut;
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

    async slow(kbit: number | undefined): Promise<void> {
        this.keeperPid();
        await limitRate(this.spec, kbit);
    }

    async journal(unit?: string): Promise<string> {
        const command = ["journalctl", "--no-pager", "--output=short-iso", ...(unit === undefined ? [] : ["-u", unit])];
        if (this.running()) return this.succeed(command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" "));
        return this.locked(async () => {
            await diskReleased(diskImage(this.spec));
            const [program, ...args] = privateMounts(this.scripts.offline, this.spec, ...command);
            const text = await output(program as string, args);
            await diskReleased(diskImage(this.spec));
            return text;
        });
    }

    console(): string {
        return consoleLog(this.spec);
    }

    async destroy(): Promise<void> {
        if (!fs.existsSync(this.spec.dir)) return this.cutPower();
        await this.locked(async () => {
            await this.cutPower();
            fs.rmSync(this.spec.dir, { recursive: true });
        });
    }

    abstract hang(): Promise<void>;
    abstract resume(): Promise<void>;
    abstract run(command: string, options?: RunOptions): Promise<RunResult>;
    abstract dial(socketPath: string): Socket;
    abstract fillDisk(leaveMb?: number): Promise<void>;
    abstract freeDisk(): Promise<void>;
    abstract attach(volume: Volume): Promise<void>;
    abstract detach(id: number): Promise<void>;
    abstract grow(id: number): Promise<void>;
    abstract shell(): number;

    protected abstract makeDisk(): Promise<void>;
    /** Last steps before the keeper starts. */
    protected abstract prepareStart(): Promise<void>;
    /** Resolves when the guest takes orders; rejects when it will not. */
    protected abstract ready(): Promise<void>;
    /** Asks the guest to power off; it may not listen. */
    protected abstract askToStop(): Promise<void>;
    /** Restarts the guest in place; false: it did not, or that is not how this backend does it. */
    protected abstract restartInside(): Promise<boolean>;

    protected keepSpec(): void {
        const kept: MachineSpec = { ...this.spec, userData: undefined, rootPassword: undefined };
        const file = path.join(this.spec.dir, "spec.json");
        fs.writeFileSync(`${file}.new`, JSON.stringify(kept, undefined, 2));
        fs.renameSync(`${file}.new`, file);
    }

    protected others(id: number): Volume[] {
        return (this.spec.volumes ?? []).filter((one) => one.id !== id);
    }

    protected keepVolumes(volumes: Volume[]): void {
        this.spec = { ...this.spec, volumes };
        this.keepSpec();
    }

    protected keeperPid(): number {
        const keeper = keeperOf(this.spec);
        if (keeper === undefined) throw new Error(`${this.name} is not running: boot it first`);
        return keeper.pid;
    }

    protected async stopOrderly(): Promise<void> {
        if (this.running()) {
            await this.askToStop();
            await this.happens(() => !this.running());
        }
        await this.cutPower();
    }

    /** Whether something comes true within the time that an orderly stop may take. */
    protected async happens(probe: () => boolean): Promise<boolean> {
        return within(ORDERLY_SECONDS, this.name, probe).catch(() => false);
    }

    protected locked<T>(work: () => Promise<T>): Promise<T> {
        if (!fs.existsSync(this.spec.dir))
            return Promise.reject(new Error(`${this.name} does not exist: create it first`));
        return withLock(path.join(this.spec.dir, "lock"), work);
    }

    private async start(): Promise<void> {
        await this.prepareStart();
        writeKeeperEnv(this.spec, this.cgroup);
        startKeeper(this.spec, this.scripts.keeper);
        try {
            await within(5, "it gets a keeper", () => this.running());
            await this.ready();
        } catch (error) {
            await this.cutPower();
            throw new Error(`${this.name} does not boot: ${(error as Error).message}\n${consoleTail(this.spec)}`);
        }
    }

    /**
     * Ends whatever there is of a running or half-dead machine; its disk is free afterwards. The wire goes before the
     * processes: the kernel would close their connections orderly, and a peer must not learn of a power loss.
     */
    private async cutPower(): Promise<void> {
        await this.endProcesses();
        this.cgroup.remove();
        await diskReleased(diskImage(this.spec));
        fs.rmSync(path.join(this.spec.dir, "keeper.pid"), { force: true });
    }

    private async endProcesses(): Promise<void> {
        this.cgroup.freeze(true);
        await unplug(this.spec.net, this.spec.id);
        await this.cgroup.kill();
    }
}
