import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { withLock } from "../net/lock";
import { cacheDir, repoRoot } from "../paths";
import { engineIn, ENGINE_VERSION, type Engine } from "./engine";
import { findGo, goProblem } from "./go";

const EVERY_MS = 15_000;
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** What is built, in the module (a folder beside this file) that pins it. */
const PARTS = [
    {
        module: "node-host",
        program: "pulumi-language-nodejs",
        package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    },
    { module: "cli", program: "pulumi", package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi" },
];
type Part = (typeof PARTS)[number];

const moduleFolder = (part: Part) => path.join(repoRoot, "lab", "engine", part.module);

/** The engine that an earlier call built from the modules as they are now. */
export function builtEngine(): Promise<Engine | undefined> {
    return engineIn(buildFolder(), "build");
}

/** Builds the engine from its Go modules, as go.mod and go.sum pin it: about 2 minutes on 2 cores, then cached. */
export async function buildEngine(log: (line: string) => void): Promise<Engine> {
    const go = await findGo();
    const problem = goProblem(go);
    if (!go || problem !== undefined) throw new Error(problem);
    const folder = buildFolder();
    return withLock(`${folder}.lock`, async () => {
        const ready = await builtEngine();
        if (ready) return ready;
        removeLeftovers(folder);
        const building = `${folder}.building-${process.pid}`;
        try {
            fs.mkdirSync(building, { recursive: true });
            for (const part of PARTS) await build(part, go.program, building, log);
            // What is there but unusable (a full disk, a copy from elsewhere) must not keep the new one out.
            fs.rmSync(folder, { recursive: true, force: true });
            fs.renameSync(building, folder);
        } finally {
            fs.rmSync(building, { recursive: true, force: true });
        }
        const engine = await builtEngine();
        if (!engine)
            throw new Error(`the engine was built in ${folder}, but does not run: try ${folder}/pulumi version`);
        return engine;
    });
}

function buildFolder(): string {
    const hash = createHash("sha256").update(`${ENGINE_VERSION} ${process.platform} ${process.arch}`);
    for (const part of PARTS) {
        for (const file of ["go.mod", "go.sum"]) hash.update(fs.readFileSync(path.join(moduleFolder(part), file)));
    }
    return cacheDir("engine", hash.digest("hex").slice(0, 12));
}

function removeLeftovers(folder: string): void {
    const [parent, prefix] = [path.dirname(folder), `${path.basename(folder)}.building-`];
    for (const name of fs.readdirSync(parent)) {
        if (name.startsWith(prefix)) fs.rmSync(path.join(parent, name), { recursive: true, force: true });
    }
}

function build(part: Part, go: string, target: string, log: (line: string) => void): Promise<void> {
    const flags = `-s -w -X ${VERSION_VARIABLE}=v${ENGINE_VERSION}`;
    const out = path.join(target, part.program);
    const args = ["build", "-v", "-mod=readonly", "-trimpath", "-ldflags", flags, "-o", out, part.package];
    // No C compiler is needed, whatever the user has set.
    const env = { ...process.env, GOOS: "", GOARCH: "", GOWORK: "off", CGO_ENABLED: "0" };
    log(`building ${part.program} from Go modules`);
    return new Promise((resolve, reject) => {
        const child = spawn(go, args, { cwd: moduleFolder(part), env, stdio: ["ignore", "ignore", "pipe"] });
        const started = Date.now();
        const last: string[] = [];
        let modules = 0;
        let packages = 0;
        const told = setInterval(() => {
            const seconds = Math.round((Date.now() - started) / 1000);
            log(`${part.program}: ${seconds} s, ${modules} modules downloaded, ${packages} packages compiled`);
        }, EVERY_MS);
        createInterface({ input: child.stderr }).on("line", (line) => {
            if (line.startsWith("go: downloading ")) modules++;
            else if (/^[\w.-]+(\/[\w.~-]+)*$/.test(line)) packages++;
            else last.push(line);
        });
        child.on("error", (error) => last.push(error.message));
        child.on("close", (code) => {
            clearInterval(told);
            if (code === 0) resolve();
            else reject(new Error(buildFailure(part.program, last)));
        });
    });
}

/** What to say when `go build` failed with these lines. Pure. */
export function buildFailure(program: string, lines: string[]): string {
    const said = lines.slice(-10).join("\n");
    const network =
        /dial tcp|no such host|connection refused|i\/o timeout|TLS handshake|module lookup disabled|: 5\d\d /;
    if (network.test(said)) {
        return `cannot download the Go modules of ${program}: the network, or the proxy in GOPROXY, does not answer\n${said}`;
    }
    if (/no space left/.test(said)) {
        return `cannot build ${program}: the disk is full; 3 GB are needed in GOCACHE, GOMODCACHE and the lab's cache\n${said}`;
    }
    return `cannot build ${program} from Go modules: go build said\n${said}`;
}
