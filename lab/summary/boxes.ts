import type { MemberTopology } from "../../components/topology";

/** Least width of a member's box, without its edges. */
const BOX = 26;

/** Both members as boxes side by side, with an arrow between them. `width`: of a box, without its edges. Pure. */
export function boxes(a: MemberTopology, b: MemberTopology, flow: string): { lines: string[]; width: number } {
    const rows = [
        [`a  ${a.name}`, `b  ${b.name}`],
        [`   ${a.role}${a.managed ? "" : ", not managed"}`, `   ${b.role}${b.managed ? "" : ", not managed"}`],
        [`   ${a.address}`, `   ${b.address}`],
    ];
    const width = Math.max(BOX, ...rows.flat().map((text) => text.length + 2));
    const gap = " ".repeat(flow.length);
    const edge = `+${"-".repeat(width)}+`;
    const box = (text = "") => `| ${text.padEnd(width - 1)}|`;
    const lines = [
        `${edge}${gap}${edge}`,
        ...rows.map(([one, two], row) => `${box(one)}${row === 1 ? flow : gap}${box(two)}`),
        `${edge}${gap}${edge}`,
    ];
    return { lines, width };
}
