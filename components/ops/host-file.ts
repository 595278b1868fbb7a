import * as fs from "node:fs";
import * as path from "node:path";
import { assertWritable, HostFile } from "./file";
import { fill, TemplateValues } from "./template";

function packageRoot(from: string): string {
    const file = path.join(from, "package.json");
    if (fs.existsSync(file) && JSON.parse(fs.readFileSync(file, "utf8")).name === "pulumi-standby") return from;
    const parent = path.dirname(from);
    if (parent === from)
        throw new Error(`no package.json of pulumi-standby above ${__dirname}: install the package again`);
    return packageRoot(parent);
}

let root: string | undefined;

/** Reads a file that is shipped in `components/<component>/files`, under the path it has on a host. */
export function shipped(component: string, hostPath: string): string {
    assertWritable({ path: hostPath });
    root ??= packageRoot(__dirname);
    return fs.readFileSync(path.join(root, "components", component, "files", hostPath), "utf8");
}

/** A shipped file as it is. */
export function verbatim(component: string, hostPath: string, more: Partial<HostFile> = {}): HostFile {
    return { path: hostPath, content: shipped(component, hostPath), ...more };
}

/** A shipped `<path>.tmpl`, filled. */
export function filled(
    component: string,
    hostPath: string,
    values: TemplateValues,
    more: Partial<HostFile> = {},
): HostFile {
    return { path: hostPath, content: fill(shipped(component, `${hostPath}.tmpl`), values), ...more };
}
