import * as fs from "node:fs";
import * as path from "node:path";

/** The version of `@pulumi/<name>` that the program in `from` (or a folder above it) uses. */
function installed(name: string, from: string): string | undefined {
    const file = path.join(from, "node_modules", "@pulumi", name, "package.json");
    try {
        return (JSON.parse(fs.readFileSync(file, "utf8")) as { version: string }).version;
    } catch {
        const parent = path.dirname(from);
        return parent === from ? undefined : installed(name, parent);
    }
}

const numbers = (version: string): number[] => version.split(/[.-]/).slice(0, 3).map(Number);

function isNewer(a: string, b: string): boolean {
    const [x, y] = [numbers(a), numbers(b)];
    const at = x.findIndex((value, i) => value !== y[i]);
    return at >= 0 && x[at] > y[at];
}

/** The version to report: the engine warns when it is lower than the SDK's, so a newer installed SDK wins. */
export function reportedVersion(name: string, emulated: string, from: string = process.cwd()): string {
    const found = installed(name, from);
    return found !== undefined && isNewer(found, emulated) ? found : emulated;
}
