import * as path from "node:path";

export interface ProjectOptions {
    /** Text of a Pulumi.yaml whose settings and typed config count; without it the project is only a name. */
    source?: string;
    /** Name of the project, where there is no `source`. */
    name?: string;
    /** Absolute path of the compiled program. */
    program: string;
    /** Absolute folders of the plugins that the engine must not look for elsewhere, by name. */
    plugins: Record<string, string>;
}

/**
 * The text of the Pulumi.yaml that the lab runs a program with, in a folder of its own: the user's file, but for where
 * the program, the stacks' files and the plugins are. Naming the plugins' folders here, unlike PATH, gives no warning. Pure.
 */
export function projectFile(options: ProjectOptions): string {
    const { program, plugins } = options;
    if (!path.isAbsolute(program)) throw new Error(`program ${program}: must be an absolute path`);
    const kept = options.source === undefined ? minimal(options.name) : withoutPlaces(options.source);
    const providers = Object.entries(plugins).map(
        ([name, folder]) => `    - { name: ${name}, path: ${JSON.stringify(folder)} }\n`,
    );
    const listed = providers.length > 0 ? `plugins:\n  providers:\n${providers.join("")}` : "";
    return `${kept}main: ${JSON.stringify(program)}\n${listed}`;
}

/** The name of the project in a Pulumi.yaml. Pure. */
export function projectName(source: string): string {
    const name = /^name:\s*["']?([\w.-]+)/m.exec(source)?.[1];
    if (name === undefined) throw new Error("the project file has no line `name: NAME`");
    return name;
}

function minimal(name = "lab-program"): string {
    return `name: ${name}\nruntime: { name: nodejs, options: { typescript: false } }\n`;
}

/** Without the top-level entries that say where something is. */
function withoutPlaces(source: string): string {
    let skipping = false;
    const kept = source.split("\n").filter((line) => {
        if (/^\S/.test(line)) skipping = /^(main|stackConfigDir|plugins):/.test(line);
        return !skipping;
    });
    return `${kept.join("\n").trimEnd()}\n`;
}
