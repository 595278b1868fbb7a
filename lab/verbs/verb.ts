import type { Progress } from "../progress";

/** What every verb gets. */
export interface Context {
    /** Name of the lab. */
    lab: string;
    progress: Progress;
    /** What the machines of `up` are made of, where the caller says so: see vmsWanted. */
    machines?: string;
    /** Writes one line to stdout. */
    say(line: string): void;
}

/** One word after `npm run lab --`. */
export interface Verb {
    /** What follows the word, such as `<member>`; empty when nothing does. */
    args: string;
    /** Half a line for the help. */
    help: string;
    /** Returns the exit code; throws an error that says what to do. */
    run(context: Context, args: string[]): Promise<number>;
}
