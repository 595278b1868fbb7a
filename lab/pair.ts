import * as fs from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { BackupMxTopology } from "../components/backup-mx/topology";
import type { LabClient } from "./client/lab-client";
import { SmtpSender, type SenderOptions } from "./client/smtp-sender";
import { type Pulumi, type PulumiResult, type PulumiRun } from "./engine/pulumi";
import type { ConfigValue } from "./engine/stack-config";
import type { Lab } from "./lab";
import { LabMember } from "./pair/member";
import { labDir } from "./paths";

export { LabMember } from "./pair/member";

/** Settings of the stack to change; undefined takes one away. */
export type ConfigChange = Record<string, ConfigValue | undefined>;

/** A backup-MX pair that runs in a lab: what drills, audits and tests work with. */
export class LabPair {
    /** All that engines said in the runs of this object. */
    readonly said: string[] = [];
    private constructor(
        readonly lab: Lab,
        readonly pulumi: Pulumi,
        /** The stack's output, in plain data. */
        readonly topology: BackupMxTopology,
        /** The stack's settings, as they were at `open`. */
        readonly settings: Readonly<Record<string, ConfigValue>>,
        readonly a: LabMember,
        readonly b: LabMember,
    ) {}

    /** The pair of a stack that is up, of Linodes. Read it anew after an `up` that makes other machines. */
    static async open(lab: Lab, pulumi: Pulumi): Promise<LabPair> {
        const topology = (await pulumi.output()).topology as BackupMxTopology | undefined;
        if (!topology) throw new Error(`stack ${pulumi.stack} in lab "${lab.name}" has no pair: run its up first`);
        const settings = await settingsOf(pulumi);
        const member = (which: "a" | "b") => {
            const { name, address, instanceId } = topology.members[which];
            if (instanceId === undefined) throw new Error(`${name}, member ${which}, is no Linode of this lab`);
            return new LabMember(which, name, address, lab.machine(instanceId), lab.client);
        };
        return new LabPair(lab, pulumi, topology, settings, member("a"), member("b"));
    }

    get client(): LabClient {
        return this.lab.client;
    }

    get members(): LabMember[] {
        return [this.a, this.b];
    }

    /** Every address that exists. */
    get recipients(): string[] {
        return this.settings.recipients as string[];
    }

    get domain(): string {
        return this.topology.domains[0];
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

    /** A sender outside of the pair, whose mails can be told from all others by the run's name. */
    sender(run: string, options: Partial<SenderOptions> = {}): SmtpSender {
        return new SmtpSender({ resolver: this.resolver, recipients: this.recipients, run, ...options });
    }

    private get sessionLog(): string {
        return labDir(this.lab.name, "ssh-sessions.log");
    }

    private readonly hear = (line: string): void => {
        this.said.push(line);
    };
}

async function settingsOf(pulumi: Pulumi): Promise<Record<string, ConfigValue>> {
    const { code, stdout, stderr } = await pulumi.command(["config", "--json"]);
    if (code !== 0) throw new Error(`the settings of stack ${pulumi.stack} cannot be read: ${stderr.trim()}`);
    const found = JSON.parse(stdout) as Record<string, { value: string; objectValue?: ConfigValue }>;
    return Object.fromEntries(
        Object.entries(found).map(([key, { value, objectValue }]) => [key.split(":").pop(), objectValue ?? value]),
    ) as Record<string, ConfigValue>;
}
