import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ensureEngine } from "../../../lab/engine/find";
import { repoRoot } from "../../../lab/paths";

export interface Ran {
    code: number;
    /** stdout and stderr as they came. */
    text: string;
}

/** A Pulumi project in a folder of its own, with a file backend, run by the real engine with the lab's plugins. */
export class Project {
    private constructor(
        readonly folder: string,
        private readonly engineFolder: string,
        private readonly env: Record<string, string>,
    ) {}

    static async create(program: string, env: Record<string, string> = {}): Promise<Project> {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), "standby-engine-"));
        const { bin } = await ensureEngine(() => undefined);
        const project = new Project(folder, bin, env);
        for (const name of ["home", "state", "program"]) fs.mkdirSync(path.join(folder, name));
        project.write("package.json", JSON.stringify({ name: "plugins-test", private: true }));
        project.write("Pulumi.yaml", "name: plugins-test\nruntime: nodejs\nmain: index.js\n");
        project.write("index.js", program);
        fs.symlinkSync(path.join(repoRoot, "node_modules"), path.join(folder, "program", "node_modules"));
        await project.succeed("stack", "init", "test");
        return project;
    }

    write(name: string, contents: string): void {
        fs.writeFileSync(path.join(this.folder, "program", name), contents);
    }

    run(...args: string[]): Promise<Ran> {
        const plugins = path.join(repoRoot, "lab", "plugins", "bin");
        const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
            cwd: path.join(this.folder, "program"),
            env: {
                ...process.env,
                SSH_AUTH_SOCK: "",
                PATH: [plugins, this.engineFolder, process.env.PATH].join(":"),
                PULUMI_HOME: path.join(this.folder, "home"),
                PULUMI_BACKEND_URL: `file://${path.join(this.folder, "state")}`,
                PULUMI_CONFIG_PASSPHRASE: "test",
                PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
                PULUMI_SKIP_UPDATE_CHECK: "true",
                ...this.env,
            },
            stdio: ["ignore", "pipe", "pipe"],
        });
        let text = "";
        child.stdout.on("data", (chunk: Buffer) => (text += String(chunk)));
        child.stderr.on("data", (chunk: Buffer) => (text += String(chunk)));
        return new Promise((resolve, reject) => {
            child.once("error", reject);
            child.once("close", (code) => resolve({ code: code ?? 1, text }));
        });
    }

    async succeed(...args: string[]): Promise<string> {
        const { code, text } = await this.run(...args);
        if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${text}`);
        return text;
    }

    set(key: string, value: string): Promise<string> {
        return this.succeed("config", "set", key, value);
    }

    up(...args: string[]): Promise<string> {
        return this.succeed("up", "--yes", "--skip-preview", ...args);
    }

    async outputs(): Promise<Record<string, unknown>> {
        const text = await this.succeed("stack", "output", "--json", "--show-secrets");
        return JSON.parse(text.slice(text.indexOf("{"))) as Record<string, unknown>;
    }

    /** The deployment as the backend holds it, secrets in cipher text. */
    async state(): Promise<string> {
        return this.succeed("stack", "export");
    }

    async end(): Promise<void> {
        fs.rmSync(this.folder, { recursive: true, force: true });
    }
}
