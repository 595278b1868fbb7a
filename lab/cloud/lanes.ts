/** One queue per machine: what concerns one machine happens in order, different machines do not wait for each other. */
export class Lanes {
    private readonly tails = new Map<number, Promise<unknown>>();

    /** Runs `job` after everything queued before it for that machine. */
    run<T>(id: number, job: () => Promise<T>): Promise<T> {
        const turn = (this.tails.get(id) ?? Promise.resolve()).then(job);
        const tail: Promise<void> = turn.then(
            () => this.leave(id, tail),
            () => this.leave(id, tail),
        );
        this.tails.set(id, tail);
        return turn;
    }

    busy(id: number): boolean {
        return this.tails.has(id);
    }

    /** Resolves when every lane is empty. */
    async idle(): Promise<void> {
        while (this.tails.size > 0) await Promise.all(this.tails.values());
    }

    private leave(id: number, tail: Promise<void>): void {
        if (this.tails.get(id) === tail) this.tails.delete(id);
    }
}
