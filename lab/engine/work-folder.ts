import * as fs from "node:fs";
import * as path from "node:path";
import { labDir, repoRoot } from "../paths";
import { pluginFolders } from "./plugins";
import { projectFile, projectName } from "./project";
import { stackConfig, type ConfigValue } from "./stack-config";

const OWN_PROGRAM = path.join(repoRoot, "dist", "stacks", "index.js");

export interface StackOptions {
    stack: string;
    /** Compiled program, a file. @default this project's: dist/stacks/index.js */
    program?: string;
    /** A Pulumi.yaml with the project's settings. @default this project's; for other programs none is needed */
    project?: string;
    /** Name of the project, where there is no Pulumi.yaml. @default lab-program */
    projectName?: string;
    /** A Pulumi.<stack>.yaml. @default that in stacks/, for this project's program */
    configFile?: string;
    /** Put over what the file says; undefined takes a key away. */
    config?: Record<string, ConfigValue | undefined>;
    /** Takes the config as the last run left it, where there was one; `configFile` then does not count. @default false */
    keepConfig?: boolean;
}

/** The folder in which the engine works on one stack: it holds copies, so that nothing is written into the user's. */
export class WorkFolder {
    readonly path: string;
    /** Name of the project. */
    readonly project: string;
    /** The stack's config as the engine sees it. */
    readonly configFile: string;
    private readonly projectText: string;
    private readonly source: string;
    private overrides: Record<string, ConfigValue | undefined>;

    constructor(lab: string, options: StackOptions) {
        const program = path.resolve(options.program ?? OWN_PROGRAM);
        if (!fs.existsSync(program)) throw new Error(`program ${program}: there is no such file; build it first`);
        const own = program === OWN_PROGRAM;
        const file = options.project ?? (own ? path.join(repoRoot, "Pulumi.yaml") : undefined);
        const source = file === undefined ? undefined : fs.readFileSync(file, "utf8");
        this.projectText = projectFile({
            program,
            source,
            name: options.projectName,
            plugins: pluginFolders(),
        });
        this.project = projectName(this.projectText);
        this.path = labDir(lab, "work", `${this.project}.${options.stack}`);
        this.configFile = path.join(this.path, `Pulumi.${options.stack}.yaml`);
        const config = options.configFile ?? path.join(repoRoot, "stacks", `Pulumi.${options.stack}.yaml`);
        const given = options.configFile !== undefined || (own && fs.existsSync(config));
        const kept = options.keepConfig && fs.existsSync(this.configFile);
        this.source = kept ? this.current() : given ? fs.readFileSync(config, "utf8") : "";
        this.overrides = options.config ?? {};
    }

    /** Writes both files anew; of the former ones only the salt of the stack's secrets stays. */
    write(): void {
        fs.mkdirSync(this.path, { recursive: true, mode: 0o700 });
        fs.writeFileSync(path.join(this.path, "Pulumi.yaml"), this.projectText);
        fs.writeFileSync(this.configFile, stackConfig(this.project, this.source, this.overrides, this.current()));
    }

    /** Puts more settings over those so far. */
    override(values: Record<string, ConfigValue | undefined>): void {
        this.overrides = { ...this.overrides, ...values };
        this.write();
    }

    private current(): string {
        return fs.existsSync(this.configFile) ? fs.readFileSync(this.configFile, "utf8") : "";
    }
}
