/** Ports as a cloud writes them ("22, 80, 8000-8010") as sorted ranges that do not overlap: nft wants them so. */
export function mergePorts(ports: string): string[] {
    const ranges = ports.split(",").map(parse);
    ranges.sort((one, other) => one.first - other.first);
    const merged: Range[] = [];
    for (const range of ranges) {
        const last = merged[merged.length - 1];
        if (last !== undefined && range.first <= last.last + 1) last.last = Math.max(last.last, range.last);
        else merged.push(range);
    }
    return merged.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`));
}

interface Range {
    first: number;
    last: number;
}

function parse(text: string): Range {
    const match = /^\s*(\d{1,5})(?:\s*-\s*(\d{1,5}))?\s*$/.exec(text);
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? match?.[1]);
    if (!match || first < 1 || last > 65535 || first > last) {
        throw new Error(
            `firewall port "${text.trim()}": a port or range from 1 to 65535 is needed, such as 25 or 8000-8010`,
        );
    }
    return { first, last };
}
