import * as fs from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { PairTopology } from "../components/topology";
import type { LabClient } from "./client/lab-client";
import { type Pulumi, type PulumiResult, type PulumiRun } from "./engine/pulumi";
import type { ConfigValue } from "./engine/stack-config";
import type { Lab } from "./lab";
import { accelerator } from "./machine/qemu/accelerator";
import { LabMember } from "./pair/member";
import { labDir } from "./paths";

export { LabMember } from "./pair/member";

/** Settings of the stack to change; undefined takes one away. */
export type ConfigChange = Record<string, ConfigValue | undefined>;

/** What a pair is made from: `openPair` reads it. */
export interface OpenedPair<T extends PairTopology> {
    lab: Lab;
    pulumi: Pulumi;
    /** The stack's output, in plain data. */
    topology: T;
    /** The stack's settings, as they were at `open`. */
    settings: Readonly<Record<string, ConfigValue>>;
    /** All outputs of the stack, secrets in clear. */
    outputs: Readonly<Record<string, unknown>>;
}

/** A pair that runs in a lab: what drills, audits and tests work with. Each kind has its own class below pair/. */
export abstract class LabPair<T extends PairTopology = PairTopology> {
    readonly lab: Lab;
    readonly pulumi: Pulumi;
    readonly topology: T;
    readonly settings: Readonly<Record<string, ConfigValue>>;
    readonly a: LabMember;
    readonly b: LabMember;
    /** All that engines said in the runs of this object. */
    readonly said: string[] = [];

    constructor({ lab, pulumi, topology, settings }: OpenedPair<T>) {
        this.lab = lab;
        this.pulumi = pulumi;
        this.topology = topology;
        this.settings = settings;
        this.a = this.member("a", topology.members.a);
        this.b = this.member("b", topology.members.b);
    }

    /** The two that stand in for each other. */
    get members(): LabMember[] {
        return [this.a, this.b];
    }

    /** Every host that the program looks after. */
    get hosts(): LabMember[] {
        return this.members;
    }

    /** The address from which this process reaches the hosts: what they see, and what their firewalls must let in. */
    get clientAddress(): string {
        return this.lab.net.hostSide;
    }

    /** Whether its members are virtual machines in software emulation: slow ones. */
    async emulated(): Promise<boolean> {
        const { backend, image } = this.a.machine.spec;
        return backend === "qemu" && (await accelerator(image)) === "tcg";
    }

    get client(): LabClient {
        return this.lab.client;
    }

    /** Address of the resolver that everybody in the lab asks. */
    get resolver(): string {
        return this.lab.net.gateway;
    }

    /** Runs the engine, with settings changed for good. A failed `up` is a result too. */
    up(change: ConfigChange = {}): Promise<PulumiResult> {
        return this.startUp(change).done;
    }

    /** The same without waiting: the run can be killed. */
    startUp(change: ConfigChange = {}): PulumiRun {
        this.pulumi.config(change);
        return this.pulumi.start("up", { onLine: this.hear, env: { STANDBY_SSH_LOG: this.sessionLog } });
    }

    /** Starts an `up` and kills it, engine and plugins at once, after so many seconds. False: it had ended before. */
    async killUp(change: ConfigChange, afterSeconds: number): Promise<boolean> {
        const run = this.startUp(change);
        const ended = run.done.then(() => true);
        const killed = pause(afterSeconds * 1000, false);
        if (await Promise.race([ended, killed])) return false;
        await run.kill();
        await run.done;
        return true;
    }

    preview(change: ConfigChange = {}): Promise<PulumiResult> {
        this.pulumi.config(change);
        return this.pulumi.preview({ onLine: this.hear });
    }

    /** SSH sessions that `up`s have opened so far, as "exec 10.213.0.11 name"; empty with real provider plugins. */
    sshSessions(): string[] {
        if (!fs.existsSync(this.sessionLog)) return [];
        const lines = fs.readFileSync(this.sessionLog, "utf8").trim().split("\n").filter(Boolean);
        return lines.map((line) => {
            const { kind, host, name } = JSON.parse(line) as Record<string, string>;
            return `${kind} ${host} ${name}`;
        });
    }

    /** A host of the pair, which must be a Linode of this lab. */
    protected member(which: string, host: { name: string; address: string; instanceId?: string }): LabMember {
        const { name, address, instanceId } = host;
        if (instanceId === undefined) throw new Error(`${name}, member ${which}, is no Linode of this lab`);
        return new LabMember(which, name, address, this.lab.machine(instanceId), this.lab.client);
    }

    private get sessionLog(): string {
        return labDir(this.lab.name, "ssh-sessions.log");
    }

    private readonly hear = (line: string): void => {
        this.said.push(line);
    };
}

/** The settings of a stack, without their namespace. */
export async function settingsOf(pulumi: Pulumi): Promise<Record<string, ConfigValue>> {
    const { code, stdout, stderr } = await pulumi.command(["config", "--json"]);
    if (code !== 0) throw new Error(`the settings of stack ${pulumi.stack} cannot be read: ${stderr.trim()}`);
    const found = JSON.parse(stdout) as Record<string, { value: string; objectValue?: ConfigValue }>;
    return Object.fromEntries(
        Object.entries(found).map(([key, { value, objectValue }]) => [key.split(":").pop(), objectValue ?? value]),
    ) as Record<string, ConfigValue>;
}
