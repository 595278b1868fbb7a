import * as os from "node:os";
import * as path from "node:path";

/** The root of this checkout: the folder that holds package.json. Compiled code lives in dist/, one level below it. */
export const repoRoot = path.resolve(__dirname, "..", "..");

/** What is slow to make and may be thrown away: engine, images, downloaded packages. Override with STANDBY_CACHE. */
export function cacheDir(...parts: string[]): string {
    const base = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), ".cache");
    return path.join(process.env.STANDBY_CACHE ?? path.join(base, "pulumi-standby"), ...parts);
}

/** One folder per running lab: its cloud state, machines, engine home. Override the parent with STANDBY_LABS. */
export function labsDir(...parts: string[]): string {
    return path.join(process.env.STANDBY_LABS ?? "/var/lib/pulumi-standby/labs", ...parts);
}

/** The folder of the lab called `name`. */
export function labDir(name: string, ...parts: string[]): string {
    return labsDir(name, ...parts);
}
