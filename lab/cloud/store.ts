import * as fs from "node:fs/promises";
import * as path from "node:path";
import { type CloudState, emptyState } from "./state";

/** Holds the state in memory and on disk. Changes come one after the other, each on disk before anyone sees it. */
export class Store {
    private tail: Promise<unknown> = Promise.resolve();

    private constructor(
        private readonly file: string,
        private current: CloudState,
    ) {}

    /** Reads the state file, or starts an empty state where there is none. */
    static async open(file: string, bootId: string): Promise<Store> {
        await fs.mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
        try {
            return new Store(file, JSON.parse(await fs.readFile(file, "utf8")) as CloudState);
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Store(file, emptyState(bootId));
            throw new Error(`cannot read the cloud's state ${file}: ${(error as Error).message}; move the file away`);
        }
    }

    /** The state as of the last change. Never altered in place, so what was read stays consistent. */
    get state(): CloudState {
        return this.current;
    }

    /** Alters a copy and puts it in force; a throw inside leaves everything as it was. */
    change<T>(alter: (draft: CloudState) => T): Promise<T> {
        const turn = this.tail.then(async () => {
            const draft = structuredClone(this.current);
            const result = alter(draft);
            await this.save(draft);
            this.current = draft;
            return result;
        });
        this.tail = turn.catch(() => undefined);
        return turn;
    }

    /** Resolves when all changes asked for so far are on disk or refused. */
    async settled(): Promise<void> {
        await this.tail;
    }

    private async save(state: CloudState): Promise<void> {
        const temporary = `${this.file}.new`;
        const handle = await fs.open(temporary, "w", 0o600);
        try {
            await handle.writeFile(`${JSON.stringify(state, undefined, 1)}\n`);
            await handle.sync();
        } finally {
            await handle.close();
        }
        await fs.rename(temporary, this.file);
    }
}
