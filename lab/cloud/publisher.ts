const RETRY_MS = 2000;

/**
 * Brings one desired set (packet rules, zones) into force. Requests that come while one run is under way share the
 * next run. A failed run fails those who waited for it and is tried again until the ground takes it.
 */
export class Publisher {
    private running: Promise<void> | undefined;
    private next: Promise<void> | undefined;
    private retry: NodeJS.Timeout | undefined;

    constructor(
        private readonly what: string,
        private readonly put: () => Promise<void>,
        private readonly log: (line: string) => void,
    ) {}

    /** Resolves once the state as it is now is in force. */
    publish(): Promise<void> {
        if (this.next) return this.next;
        const after = this.running?.catch(() => undefined) ?? Promise.resolve();
        const run: Promise<void> = after.then(() => {
            this.next = undefined;
            this.running = run;
            return this.once();
        });
        this.next = run;
        return run;
    }

    close(): void {
        clearTimeout(this.retry);
    }

    private async once(): Promise<void> {
        clearTimeout(this.retry);
        try {
            await this.put();
        } catch (error) {
            this.log(`${this.what} not in force, trying again: ${(error as Error).message}`);
            this.retry = setTimeout(() => void this.publish().catch(() => undefined), RETRY_MS);
            this.retry.unref();
            throw error;
        }
    }
}
