const TICK_MS = 250;
const QUIET_MS = 15_000;
const FRAMES = ["|", "/", "-", "\\"];

/** Where progress goes; `process.stdout` fits. */
export interface Screen {
    isTTY?: boolean;
    columns?: number;
    write(text: string): unknown;
}

/** What a step tells: `log` for good, `now` what it waits for at the moment. */
export interface Told {
    log(line: string): void;
    now(text: string): void;
}

interface Step {
    title: string;
    started: number;
    detail: string;
}

/**
 * Shows long steps while they run. On a terminal the last line is kept up to date in place; elsewhere each step gets a
 * line at its start and its end, and one every 15 s between.
 */
export class Progress {
    private readonly running: Step[] = [];
    private timer: NodeJS.Timeout | undefined;
    private frame = 0;
    private lastWrite = Date.now();

    constructor(private readonly screen: Screen = process.stdout) {}

    /** Runs `work`, which tells details. Steps may run at the same time. */
    async step<T>(title: string, work: (told: Told) => Promise<T>): Promise<T> {
        const step: Step = { title, started: Date.now(), detail: "" };
        this.running.push(step);
        if (!this.screen.isTTY) this.line(`${title} ...`);
        this.timer ??= setInterval(() => this.tick(), TICK_MS);
        try {
            const now = (text: string) => (step.detail = text);
            const result = await work({ log: (line) => this.detail(step, line), now });
            this.end(step, "done");
            return result;
        } catch (error) {
            this.end(step, "failed");
            throw error;
        }
    }

    /** Writes one line for good. */
    line(text: string): void {
        this.write(this.screen.isTTY ? `\r\x1b[K${text}\n` : `${text}\n`);
    }

    private detail(step: Step, line: string): void {
        if (this.screen.isTTY) step.detail = line;
        else this.line(`  ${line}`);
    }

    private end(step: Step, how: "done" | "failed"): void {
        this.running.splice(this.running.indexOf(step), 1);
        this.line(`${this.screen.isTTY ? "" : "  "}${how}: ${step.title} (${seconds(step)} s)`);
        if (this.running.length > 0) return;
        clearInterval(this.timer);
        this.timer = undefined;
    }

    private tick(): void {
        const step = this.running[0];
        if (!step) return;
        if (this.screen.isTTY) {
            const text = `${FRAMES[this.frame++ % FRAMES.length]} ${step.title}, ${seconds(step)} s  ${step.detail}`;
            this.write(`\r\x1b[K${text.slice(0, (this.screen.columns ?? 80) - 1)}`);
        } else if (Date.now() - this.lastWrite >= QUIET_MS) {
            for (const each of this.running)
                this.line(`  ${each.title}: ${seconds(each)} s so far  ${each.detail}`.trimEnd());
        }
    }

    private write(text: string): void {
        this.screen.write(text);
        this.lastWrite = Date.now();
    }
}

function seconds({ started }: Pick<Step, "started">): string {
    const elapsed = (Date.now() - started) / 1000;
    return elapsed < 10 ? elapsed.toFixed(1) : elapsed.toFixed(0);
}
