import type { Socket } from "node:net";
import type { LabNetwork, VlanPort } from "../net/network";

export { newMachine, openMachine } from "./open-machine";

/** What a machine is made of: a container (systemd-nspawn), or a virtual machine with a kernel of its own (QEMU). */
export type Backend = "nspawn" | "qemu";

/** A block volume that is on a machine. */
export interface Volume {
    id: number;
    label: string;
    /** The file that holds it. */
    file: string;
}

/** Everything that makes a machine; saved as spec.json in its folder, without the two secrets. */
export interface MachineSpec {
    id: number;
    hostname: string;
    /** @default nspawn */
    backend?: Backend;
    net: LabNetwork;
    /** The machine's own folder: labDir(lab, "machines", id). */
    dir: string;
    /** A ready tree (`ensureImage`) for its backend, never written to. */
    image: string;
    /** Size of its disk; a sparse file. */
    diskMb: number;
    /** Most memory its processes may use, where the kernel can limit it; a virtual machine has just that. */
    memoryMb: number;
    /** Processors of a virtual machine. @default 1 */
    cpus?: number;
    /** Block volumes that are on it, from its next boot on; `attach` changes them at once. @default none */
    volumes?: Volume[];
    ipv4: string;
    ipv6: string;
    /** @default none */
    vlans?: VlanPort[];
    /** cloud-init user data, decoded; applied at the first boot only. Not kept: undefined after `openMachine`. */
    userData?: string;
    /** Not kept: undefined after `openMachine`. */
    rootPassword?: string;
    /** Public keys that may log in as root. */
    authorizedKeys?: string[];
}

export interface RunResult {
    code: number;
    stdout: string;
    stderr: string;
}

export interface RunOptions {
    stdin?: string;
    /** The command and all it started is killed after that, and `run` throws. @default 60 */
    seconds?: number;
}

/**
 * One machine of the lab, seen from outside. Works from any process: all state is in `spec.dir` and in the kernel.
 */
export interface Machine {
    readonly spec: MachineSpec;
    /** Makes the disk and its first content. Idempotent. */
    create(): Promise<void>;
    /** Puts it into these VLANs and no others, from its next boot on. */
    connect(vlans: VlanPort[]): void;
    /** Starts it; returns once its init takes orders, before its services are up. Idempotent when running. */
    boot(): Promise<void>;
    running(): boolean;
    /** Orderly power-off, hard after 20 s. Idempotent. */
    shutdown(): Promise<void>;
    /** Orderly restart, hard after 20 s; returns once the new init takes orders. Boots a machine that is off. */
    reboot(): Promise<void>;
    /**
     * Power loss: everything dies at once, also when it hangs. What was written to the disk stays. A virtual machine's
     * page cache dies with it, a container's is ours and still reaches the disk.
     */
    crash(): Promise<void>;
    /**
     * Stops all its processes where they are. A container's network stack still answers, as with a stuck user space; a
     * virtual machine stands still with its kernel and its clock.
     */
    hang(): Promise<void>;
    /** Ends `hang`. */
    resume(): Promise<void>;
    /** Runs a shell command as root, not by the network. Any exit code is a result. */
    run(command: string, options?: RunOptions): Promise<RunResult>;
    /** As `run`, returns stdout, throws with stderr unless the exit code is 0. */
    succeed(command: string): Promise<string>;
    /** As `run`, throws when the exit code is 0. */
    fails(command: string): Promise<RunResult>;
    /** Repeats the command until it succeeds; returns its stdout, throws with the last stderr after `seconds`. */
    eventually(command: string, seconds: number): Promise<string>;
    /** Connects to a Unix socket inside of it, as a process there would; the path has no links in it. */
    dial(socketPath: string): Socket;
    /** Fills its own disk but for `leaveMb`; this machine's disk does not grow. @default 0 */
    fillDisk(leaveMb?: number): Promise<void>;
    /** Ends `fillDisk`. */
    freeDisk(): Promise<void>;
    /** Limits what it sends and what it receives to so many kbit/s each; undefined: no limit. */
    slow(kbit: number | undefined): Promise<void>;
    /** The journal, of one unit or whole; also of a machine that is off. */
    journal(unit?: string): Promise<string>;
    /** What it wrote to its console, since it was made. */
    console(): string;
    /** Puts a block volume on it, for good, also while it runs. Idempotent. */
    attach(volume: Volume): Promise<void>;
    /** Takes it off again, whether or not the guest still uses it. Idempotent. */
    detach(id: number): Promise<void>;
    /** Lets a running guest know that the file of this volume has grown. */
    grow(id: number): Promise<void>;
    /** Interactive root shell on the caller's terminal; returns its exit code. */
    shell(): number;
    /** Stops it and deletes all that `create` and `boot` made. Idempotent. */
    destroy(): Promise<void>;
}
