/** Pairs of seconds, ours and the floor's, taken one after the other in the same run. */
export class Rounds {
    private readonly pairs = new Map<string, { ours: number; floor: number }[]>();

    add(what: string, ours: number, floor: number): void {
        this.pairs.set(what, [...(this.pairs.get(what) ?? []), { ours, floor }]);
        console.error(`${what}: ${ours.toFixed(2)} s, floor ${floor.toFixed(2)} s`);
    }

    entries(): [string, { ours: number; floor: number }[]][] {
        return [...this.pairs];
    }
}

/** The middle one of some numbers. */
export function median(numbers: number[]): number {
    const sorted = [...numbers].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A table of medians; the ratio is the median of each round's own ratio. */
export function table(rounds: Rounds): string {
    const rows = rounds.entries().map(([what, pairs]) => {
        const ratios = pairs.map(({ ours, floor }) => ours / floor);
        const spread = `${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}`;
        const seconds = [pairs.map(({ ours }) => ours), pairs.map(({ floor }) => floor)].map(median);
        const cells = [what, ...seconds.map((value) => `${value.toFixed(2)} s`), median(ratios).toFixed(2), spread];
        return `| ${cells.join(" | ")} | ${pairs.length} |`;
    });
    return ["| what | ours | floor | ratio | spread | rounds |", "|---|---|---|---|---|---|", ...rows].join("\n");
}
