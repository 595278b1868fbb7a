import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { withLock } from "../net/lock";
import { cacheDir, repoRoot } from "../paths";

/** What Debian's own cloud images have and this lab needs; never a package that a pair installs. */
const PACKAGES = [
    "systemd",
    "systemd-sysv",
    "dbus",
    "udev",
    "openssh-server",
    "cloud-init",
    "python3-minimal",
    "nftables",
    "iproute2",
    "iputils-ping",
    "ca-certificates",
    "procps",
    "curl",
    "less",
];
const MIRROR = "http://deb.debian.org";
const SOURCES = [
    `deb ${MIRROR}/debian bookworm main`,
    `deb ${MIRROR}/debian bookworm-updates main`,
    `deb ${MIRROR}/debian-security bookworm-security main`,
];
const FILES = path.join(repoRoot, "lab", "machine", "image");
const CUSTOMIZE = path.join(repoRoot, "lab", "machine", "image-customize.sh");

/** The images that machines can be made from, by the cloud's names. */
export const IMAGES = ["linode/debian12"];

/**
 * Path of the tree of image `id`, made on first use (about 30 s) and cached until its recipe changes.
 * Safe to call from several processes at once: one builds, the others wait. Never write into the tree.
 */
export async function ensureImage(id: string, log: (line: string) => void): Promise<string> {
    if (!IMAGES.includes(id)) throw new Error(`image "${id}": allowed are ${IMAGES.join(", ")}`);
    const tree = cacheDir("trees", `debian12-${recipeKey()}`);
    if (fs.existsSync(tree)) return tree;
    return withLock(`${tree}.lock`, async () => {
        if (fs.existsSync(tree)) return tree;
        const building = `${tree}.building`;
        fs.rmSync(building, { recursive: true, force: true });
        log(`making the image ${id} (once, about 30 s)`);
        await debootstrap(building, log);
        fs.renameSync(building, tree);
        return tree;
    });
}

/** Changes with everything that the tree is made from, but for new versions of the packages. */
function recipeKey(): string {
    const hash = createHash("sha256").update(JSON.stringify([PACKAGES, SOURCES]));
    const files = fs.readdirSync(FILES, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = files.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name)).sort();
    for (const file of [CUSTOMIZE, ...paths]) hash.update(file.slice(repoRoot.length)).update(fs.readFileSync(file));
    return hash.digest("hex").slice(0, 12);
}

function debootstrap(target: string, log: (line: string) => void): Promise<void> {
    const args = [
        "--mode=root",
        "--variant=minbase",
        `--include=${PACKAGES.join(",")}`,
        '--aptopt=Acquire::Languages "none"',
        `--customize-hook='${CUSTOMIZE}' '${FILES}' "$1"`,
        "bookworm",
        target,
        ...SOURCES,
    ];
    return new Promise((resolve, reject) => {
        const child = spawn("mmdebstrap", args, { stdio: ["ignore", "ignore", "pipe"] });
        const last: string[] = [];
        child.stderr.on("data", (chunk: Buffer) => {
            for (const line of chunk.toString().split(/[\r\n]+/)) {
                if (line.startsWith("I: ")) log(line.slice(3));
                if (line.trim() !== "") last.push(line);
            }
            last.splice(0, Math.max(0, last.length - 15));
        });
        child.on("error", (error) => reject(new Error(`cannot start mmdebstrap: ${error.message}; is it installed?`)));
        child.on("close", (code) => {
            if (code === 0) resolve();
            else
                reject(
                    new Error(
                        `mmdebstrap: exit code ${code}; the Debian archive must be reachable\n${last.join("\n")}`,
                    ),
                );
        });
    });
}
