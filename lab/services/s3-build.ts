import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { buildFailure } from "../engine/build";
import { atLeast } from "../engine/engine";
import { findGo } from "../engine/go";
import { attempt } from "../net/command";
import { withLock } from "../net/lock";
import { cacheDir, repoRoot } from "../paths";

const PACKAGE = "github.com/versity/versitygw/cmd/versitygw";
/** What its go.mod asks for. */
const GO_VERSION = "1.25.0";
const BUILD_SECONDS = 900;

/**
 * The S3-compatible server of the lab (VersityGW, Apache-2.0), built from Go modules as go.mod and go.sum pin it: about
 * 90 s on 2 cores, then cached. No Debian package is one, and what backups do to S3 must be tried on a real server.
 * Asked for by what tries backups alone.
 */
export async function ensureS3Gateway(log: (line: string) => void): Promise<string> {
    const folder = path.join(repoRoot, "lab", "services", "s3-gateway");
    const hash = createHash("sha256").update(`${process.platform} ${process.arch}`);
    for (const file of ["go.mod", "go.sum"]) hash.update(fs.readFileSync(path.join(folder, file)));
    const program = cacheDir("s3-gateway", hash.digest("hex").slice(0, 12), "versitygw");
    if (fs.existsSync(program)) return program;
    return withLock(cacheDir("s3-gateway", "lock"), async () => {
        if (!fs.existsSync(program)) await build(folder, program, log);
        return program;
    });
}

async function build(folder: string, program: string, log: (line: string) => void): Promise<void> {
    const go = await findGo();
    if (!go || (go.toolchain === "local" && !atLeast(go.version, GO_VERSION))) {
        throw new Error(`the S3 server of the lab is built from Go modules: install Go ${GO_VERSION} or later`);
    }
    log("building the S3 server of the lab from Go modules");
    const building = `${program}.building-${process.pid}`;
    const args = ["build", "-C", folder, "-mod=readonly", "-trimpath", "-ldflags", "-s -w", "-o", building, PACKAGE];
    // No C compiler is needed, whatever the user has set.
    const env = { GOOS: "", GOARCH: "", GOWORK: "off", CGO_ENABLED: "0" };
    try {
        const { code, stderr } = await attempt(go.program, args, { env, seconds: BUILD_SECONDS });
        if (code !== 0) throw new Error(buildFailure("versitygw", stderr.split("\n")));
        fs.renameSync(building, program);
    } finally {
        fs.rmSync(building, { force: true });
    }
}
