import * as fs from "node:fs";
import * as path from "node:path";

/** Appends lines to a log file for people. Callers pass no tokens, bodies or passwords. */
export class AccessLog {
    private readonly stream: fs.WriteStream;

    constructor(
        file: string,
        private readonly now: () => Date = () => new Date(),
    ) {
        fs.mkdirSync(path.dirname(file), { recursive: true });
        this.stream = fs.createWriteStream(file, { flags: "a", mode: 0o600 });
        // A full disk must not take the cloud down.
        this.stream.on("error", () => undefined);
    }

    line(text: string): void {
        this.stream.write(`${this.now().toISOString()} ${text}\n`);
    }

    close(): Promise<void> {
        return new Promise((resolve) => this.stream.end(() => resolve()));
    }
}
