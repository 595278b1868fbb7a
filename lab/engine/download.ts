import { spawn } from "node:child_process";
import * as path from "node:path";
import { cacheDir } from "../paths";
import { withLock } from "../net/lock";
import { engineIn, ENGINE_VERSION, type Engine } from "./engine";

/** The npm package `pulumi` is the official downloader; which CLI it gets is our choice. */
const DOWNLOADER = "pulumi@3.265.0";
/** Where it gets the CLI from. Without that, asking npm would only cost time. */
const INSTALLER = "https://get.pulumi.com/install.sh";
const ANSWER_MS = 4000;

const home = () => cacheDir("engine", "download");
const bin = () => path.join(home(), "versions", ENGINE_VERSION, "bin");

/** The engine that an earlier call downloaded. */
export function downloadedEngine(): Promise<Engine | undefined> {
    return engineIn(bin(), "download");
}

/** Gets the engine by the official downloader; undefined, within 5 s, where the Internet is closed. */
export async function downloadEngine(log: (line: string) => void): Promise<Engine | undefined> {
    if (!(await installerAnswers())) {
        log("the official downloader is out of reach");
        return undefined;
    }
    return withLock(cacheDir("engine", "download.lock"), async () => {
        const ready = await downloadedEngine();
        if (ready) return ready;
        log(`downloading Pulumi ${ENGINE_VERSION}`);
        const why = await runDownloader();
        const engine = why === undefined ? await downloadedEngine() : undefined;
        if (!engine) log(`the official downloader failed: ${why ?? "it left no usable engine"}`);
        return engine;
    });
}

async function installerAnswers(): Promise<boolean> {
    const signal = AbortSignal.timeout(ANSWER_MS);
    return fetch(INSTALLER, { method: "HEAD", signal }).then(
        (answer) => answer.ok,
        () => false,
    );
}

/** Undefined when it worked, else the last line of what it said. */
function runDownloader(): Promise<string | undefined> {
    const args = ["exec", "--yes", `--package=${DOWNLOADER}`, "--", "pulumi", "version"];
    const env = { ...process.env, PULUMI_VERSION: ENGINE_VERSION, PULUMI_HOME: home() };
    return new Promise((resolve) => {
        const child = spawn("npm", args, { env, stdio: ["ignore", "pipe", "pipe"] });
        let last = "";
        const note = (chunk: Buffer) => (last = chunk.toString().trim().split("\n").pop() || last);
        child.stdout.on("data", note);
        child.stderr.on("data", note);
        child.on("error", (error) => resolve(error.message));
        child.on("close", (code) => resolve(code === 0 ? undefined : last || `exit code ${code}`));
    });
}
