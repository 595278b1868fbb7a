const KEPT = 100_000;

/** How many API calls of each kind came in; tests prove with it that an unchanged `up` asks for nothing new. */
export class Calls {
    private readonly kinds: string[] = [];
    private dropped = 0;

    /** `kind`: method and route, such as "POST linode /linode/instances/:id/boot". */
    add(kind: string): void {
        this.kinds.push(kind);
        if (this.kinds.length > KEPT) {
            this.kinds.splice(0, KEPT / 2);
            this.dropped += KEPT / 2;
        }
    }

    /** Calls after the mark `since` (0: all), by kind, and the mark of now. */
    since(since: number): { mark: number; calls: Record<string, number> } {
        const calls: Record<string, number> = {};
        for (const kind of this.kinds.slice(Math.max(0, since - this.dropped))) calls[kind] = (calls[kind] ?? 0) + 1;
        return { mark: this.dropped + this.kinds.length, calls };
    }
}
