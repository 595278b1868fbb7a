import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { labDir } from "../paths";
import type { Engine } from "./engine";
import { labEnvironment } from "./environment";
import { countChanges, describeChanges, readEvents, type Events } from "./events";
import { startRun, type Run, type RunResult } from "./run";
import { removeStaleLocks } from "./stale-lock";
import type { ConfigValue } from "./stack-config";
import { WorkFolder, type StackOptions } from "./work-folder";

export interface PulumiOptions extends StackOptions {
    lab: string;
    engine: Engine;
    /** Gets every line that the engine prints. */
    onLine?: (line: string) => void;
}

export interface VerbOptions {
    /** In place of the one given at `open`. */
    onLine?: (line: string) => void;
    /** Shows the engine's own live display on our terminal; then stdout and stderr are empty. @default false */
    terminal?: boolean;
    /** More arguments of the CLI, such as `--refresh` or `--target`. */
    args?: string[];
    /** More variables, over the lab's. */
    env?: Record<string, string>;
}

/** What came of one run of the engine. It is no error when `code` is not 0; `succeeded` makes it one. */
export interface PulumiResult extends RunResult, Events {
    seconds: number;
    /** Resources created, changed, replaced or deleted (in a preview: that would be). 0: nothing changes. */
    changed: number;
    /** Such as `2 create, 10 same`. */
    summary: string;
}

/** An engine at work. */
export interface PulumiRun extends Omit<Run, "done"> {
    readonly done: Promise<PulumiResult>;
}

type Verb = "up" | "preview" | "destroy" | "refresh";

/**
 * One stack of a program in a lab, through the real CLI. The engine works in a folder of the lab with copies of the
 * project's files, with a home, a backend and a passphrase of the lab's own: nothing of the user's is touched or read.
 */
export class Pulumi {
    /** The environment that the engine gets. */
    readonly env: Record<string, string>;
    readonly stack: string;
    /** Where the engine works: holds Pulumi.yaml and Pulumi.<stack>.yaml. */
    readonly folder: string;
    private constructor(
        private readonly work: WorkFolder,
        private readonly options: PulumiOptions,
    ) {
        this.env = labEnvironment(options.lab, options.engine);
        this.stack = options.stack;
        this.folder = work.path;
    }

    /** Writes the work folder and makes the stack unless it is there. */
    static async open(options: PulumiOptions): Promise<Pulumi> {
        const pulumi = new Pulumi(new WorkFolder(options.lab, options), options);
        pulumi.work.write();
        await pulumi.stackInit();
        return pulumi;
    }

    up(options: VerbOptions = {}): Promise<PulumiResult> {
        return this.start("up", options).done;
    }

    /** What `up` would do. */
    preview(options: VerbOptions = {}): Promise<PulumiResult> {
        return this.start("preview", options).done;
    }

    destroy(options: VerbOptions = {}): Promise<PulumiResult> {
        return this.start("destroy", options).done;
    }

    refresh(options: VerbOptions = {}): Promise<PulumiResult> {
        return this.start("refresh", options).done;
    }

    /** Starts a verb without waiting for its end; `kill` is the engine's sudden death. */
    start(verb: Verb, options: VerbOptions = {}): PulumiRun {
        const onLine = options.onLine ?? this.options.onLine;
        for (const pid of removeStaleLocks(this.options.lab, this.work.project, this.stack)) {
            onLine?.(`removed the lock of an engine that was killed (process ${pid})`);
        }
        const events = path.join(this.folder, `events-${crypto.randomUUID()}.json`);
        // The engine would make it readable for all, and debug lines in it hold secrets.
        fs.writeFileSync(events, "", { mode: 0o600 });
        const unasked = verb === "preview" ? [] : ["--yes", "--skip-preview"];
        const args = [verb, ...unasked, "--event-log", events, ...(options.args ?? [])];
        const started = Date.now();
        const run = this.run(args, { ...options, onLine });
        return { ...run, done: run.done.then((result) => finished(result, events, started)) };
    }

    /** All outputs of the stack, secrets in clear; empty before the first `up`. */
    async output(): Promise<Record<string, unknown>> {
        return JSON.parse(await this.ask(["stack", "output", "--json", "--show-secrets"])) as Record<string, unknown>;
    }

    /** The state of the stack as it is stored, secrets encrypted. */
    async export(): Promise<unknown> {
        return JSON.parse(await this.ask(["stack", "export"]));
    }

    /** Sets settings for this and later runs, over the stack's file; undefined takes a key away. */
    config(values: Record<string, ConfigValue | undefined>): void {
        this.work.override(values);
    }

    /** Takes the stack's lock away, whoever holds it. Locks of killed engines go by themselves. */
    async cancel(): Promise<void> {
        await this.ask(["cancel", "--yes"]);
    }

    /** Makes the stack, with its secrets under the lab's passphrase, unless it is there. */
    async stackInit(): Promise<void> {
        const stacks = labDir(this.options.lab, "pulumi", "state", ".pulumi", "stacks", this.work.project);
        if (fs.existsSync(path.join(stacks, `${this.stack}.json`))) return;
        await this.ask(["stack", "init"]);
    }

    /** Runs any other command of the CLI on this stack. Resolves with whatever exit code. */
    command(args: string[], options: VerbOptions = {}): Promise<RunResult> {
        return this.run(args, options).done;
    }

    private run(args: string[], { terminal, onLine, env }: VerbOptions): Run {
        const common = ["--stack", this.stack, ...(terminal ? [] : ["--non-interactive", "--color", "never"])];
        return startRun(this.options.engine.pulumi, [...args, ...common], {
            cwd: this.folder,
            env: { ...this.env, ...env },
            mark: `${engineMark(this.options.lab)}${crypto.randomUUID()}`,
            terminal,
            onLine,
        });
    }

    private async ask(args: string[]): Promise<string> {
        const { code, stdout, stderr } = await this.command(args);
        if (code === 0) return stdout;
        throw new Error(`pulumi ${args.join(" ")}: exit code ${code}: ${stderr.trim() || stdout.trim()}`);
    }
}

/** What the marks of all engines of a lab start with. */
export function engineMark(lab: string): string {
    return `${labDir(lab)}#`;
}

/** The result itself, or an error with what the engine complained about. */
export function succeeded(result: PulumiResult): PulumiResult {
    if (result.code === 0) return result;
    const why = result.errors.length > 0 ? result.errors.join("\n") : result.stderr.trim() || result.stdout.trim();
    throw new Error(`pulumi failed (exit code ${result.code}): ${why || "it said nothing"}`);
}

function finished(result: RunResult, events: string, started: number): PulumiResult {
    const found = readEvents(fs.existsSync(events) ? fs.readFileSync(events, "utf8") : "");
    fs.rmSync(events, { force: true });
    return {
        ...result,
        ...found,
        seconds: (Date.now() - started) / 1000,
        changed: countChanges(found.changes),
        summary: describeChanges(found.changes),
    };
}
