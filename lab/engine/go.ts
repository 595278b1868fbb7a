import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { atLeast } from "./engine";

/** What the go.mod of the CLI asks for. */
export const GO_VERSION = "1.24.7";
/** From here on Go gets a later Go by itself, where it may. */
const GETS_TOOLCHAINS = "1.21.0";

export interface Go {
    /** Absolute path. */
    program: string;
    version: string;
    /** GOTOOLCHAIN: `local` forbids to get a later one. */
    toolchain: string;
}

/** The Go that is there: on PATH, else where its own installer and Debian put it (sudo drops them from PATH). */
export async function findGo(searchPath = process.env.PATH ?? ""): Promise<Go | undefined> {
    const folders = [...searchPath.split(path.delimiter).filter(Boolean), "/usr/local/go/bin", ...debianFolders()];
    const program = folders.map((folder) => path.join(folder, "go")).find((file) => fs.existsSync(file));
    if (program === undefined) return undefined;
    // Outside of any module: inside one, an old Go fails, or gets a new one, before it answers.
    const said = await ask(program, ["env", "GOVERSION", "GOTOOLCHAIN"]);
    const [version = "", toolchain = ""] = said.split("\n");
    return { program, version: version.replace(/^go/, "").trim(), toolchain: toolchain.trim() };
}

/** What is wrong with this Go, in one line that says what to do; undefined when it can build the engine. Pure. */
export function goProblem(go: Pick<Go, "version" | "toolchain"> | undefined): string | undefined {
    const remedy = `install Go ${GO_VERSION} or later (https://go.dev/dl), or Pulumi itself`;
    if (!go) return `go is not installed, and the Pulumi engine must be built from Go modules: ${remedy}`;
    if (atLeast(go.version, GO_VERSION)) return undefined;
    if (go.toolchain !== "local" && atLeast(go.version, GETS_TOOLCHAINS)) return undefined;
    const local = go.toolchain === "local" ? " and GOTOOLCHAIN=local forbids to get a later one" : "";
    return `go ${go.version || "of unknown version"} is too old to build the Pulumi engine${local}: ${remedy}`;
}

function debianFolders(): string[] {
    const versions = fs.existsSync("/usr/lib") ? fs.readdirSync("/usr/lib").filter((n) => /^go-1\.\d+$/.test(n)) : [];
    const newestFirst = versions.sort((a, b) => Number(b.slice(5)) - Number(a.slice(5)));
    return newestFirst.map((name) => path.join("/usr/lib", name, "bin"));
}

function ask(program: string, args: string[]): Promise<string> {
    return new Promise((resolve) => {
        execFile(program, args, { cwd: "/", timeout: 10_000 }, (error, stdout) => resolve(error ? "" : stdout));
    });
}
