import * as fs from "node:fs";
import * as path from "node:path";

/** The folder of the package. */
export const root = path.resolve(__dirname, "..", "..", "..");
/** The text of a file. */
export const read = (file: string) => fs.readFileSync(path.join(root, file), "utf8");
/** Paths of what lies in a folder. */
export const filesIn = (folder: string) =>
    fs.readdirSync(path.join(root, folder)).map((name) => path.join(folder, name));

/** Every page for people. */
export const pages = [
    ...filesIn("."),
    ...["docs", "docs/pairs", "docs/decisions", "docs/results", "docs/runbooks"].flatMap(filesIn),
].filter((file) => file.endsWith(".md"));

/** Fenced blocks of a language; "" for blocks without one. */
export function blocks(page: string, language: string): string[] {
    const found = read(page).matchAll(/^( *)```(\w*)\n([^]*?)^ *```$/gm);
    return [...found].filter(([, , marked]) => marked === language).map(([, , , code]) => code);
}

/** The page without its fenced blocks. */
const prose = (page: string) => read(page).replace(/^( *)```[^]*?^ *```$/gm, "");

/** The anchor that a heading gets. */
function anchor(heading: string): string {
    const kept = heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "");
    return kept.trim().replaceAll(" ", "-");
}

/** Where a link into a page may lead. */
export const anchorsOf = (page: string) =>
    [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading));

/** Links and pictures of a page that lead into this repository. */
export function linksOf(page: string): string[] {
    const found = prose(page).matchAll(/\]\(([^)\s]+)\)/g);
    return [...found].map(([, target]) => target).filter((target) => !/^[a-z]+:/.test(target));
}

/** The rows of the table whose first column is headed `head`, by what stands in that column. */
export function rows(page: string, head: string): Map<string, string> {
    const table = prose(page).split(`\n| ${head} |`)[1]?.split("\n\n")[0] ?? "";
    const found = table.matchAll(/^\| `([^`]+)` \|.*$/gm);
    return new Map([...found].map(([row, key]) => [key, row]));
}
