import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import type { PairKind } from "../kinds";
import { withLock } from "../net/lock";
import { cacheDir, repoRoot } from "../paths";
import { removeFolder } from "../remove-folder";
import type { Backend } from "./machine";
import { vmPackages } from "./vm-packages";

/** What Debian's own cloud images have and this lab needs; a container's never has a package that a pair installs. */
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
/** What a virtual machine needs on top: a kernel with all modules (the one for clouds has no OCFS2), and what boots it. */
const VM_PACKAGES = ["linux-image-amd64", "lz4"];
/** Drivers of hardware that no virtual machine has, most of the kernel's 300 MB. */
const LEFT_OUT = ["drivers/gpu", "drivers/media", "drivers/net/wireless", "drivers/net/ethernet", "drivers/infiniband"];
const VM_OPTIONS = [...LEFT_OUT, "drivers/staging", "drivers/iio", "sound"].map(
    (folder) => `--dpkgopt=path-exclude=/lib/modules/*/kernel/${folder}/*`,
);
const MIRROR = "http://deb.debian.org";
const SOURCES = [
    `deb ${MIRROR}/debian bookworm main`,
    `deb ${MIRROR}/debian bookworm-updates main`,
    `deb ${MIRROR}/debian-security bookworm-security main`,
];
const FILES = path.join(repoRoot, "lab", "machine", "image");
const VM_CUSTOMIZE = path.join(repoRoot, "lab", "machine", "qemu", "image-customize.sh");
const VM_FILES = path.join(repoRoot, "lab", "machine", "qemu", "image");
/** Of virtual machines whose pair's packages are unpacked. */
const VM_UNPACK = path.join(repoRoot, "lab", "machine", "qemu", "unpack.sh");
const CUSTOMIZE = path.join(repoRoot, "lab", "machine", "image-customize.sh");

/** The images that machines can be made from, by the cloud's names. */
export const IMAGES = ["linode/debian12"];

/** How a tree is made. */
export interface Recipe {
    name: string;
    packages: readonly string[];
    /** Packages that are unpacked after that. @default none */
    unpacked?: readonly string[];
    /** Further arguments of mmdebstrap, and the files that they name. */
    options: string[];
    inputs: string[];
    seconds: number;
}

const CONTAINER: Recipe = { name: "debian12", packages: PACKAGES, options: [], inputs: [], seconds: 30 };

/** How the tree for a backend is made; that of virtual machines has what members of a kind of pair install. Pure. */
export function recipeFor(backend: Backend, kind?: PairKind): Recipe {
    if (backend === "nspawn") return CONTAINER;
    const { installed, unpacked } = vmPackages(kind);
    const unpacking = [
        `--customize-hook='${VM_UNPACK}' "$1" ${unpacked.join(" ")}`,
        // The machine's own run of apt needs them again.
        "--skip=cleanup/apt/lists",
    ];
    const some = unpacked.length > 0;
    return {
        name: "debian12-vm",
        packages: [...new Set([...PACKAGES, ...VM_PACKAGES, ...installed])],
        ...(some ? { unpacked } : {}),
        options: [
            ...VM_OPTIONS,
            // Before the kernel is configured, which makes its initrd.
            `--essential-hook=cp -r --no-preserve=ownership '${VM_FILES}/.' "$1"`,
            `--customize-hook='${VM_CUSTOMIZE}' "$1"`,
            ...(some ? unpacking : []),
        ],
        inputs: [VM_FILES, VM_CUSTOMIZE, ...(some ? [VM_UNPACK] : [])],
        seconds: 90,
    };
}

/**
 * Path of the tree of image `id` for a backend, made on first use and cached until its recipe changes. A virtual machine's has
 * what members of this kind of pair install.
 * Safe to call from several processes at once: one builds, the others wait. Never write into the tree.
 */
export async function ensureImage(
    id: string,
    log: (line: string) => void,
    backend: Backend = "nspawn",
    kind?: PairKind,
): Promise<string> {
    if (!IMAGES.includes(id)) throw new Error(`image "${id}": allowed are ${IMAGES.join(", ")}`);
    const recipe = recipeFor(backend, kind);
    const tree = cacheDir("trees", `${recipe.name}-${recipeKey(recipe)}`);
    if (fs.existsSync(tree)) return tree;
    return withLock(`${tree}.lock`, async () => {
        if (fs.existsSync(tree)) return tree;
        const building = `${tree}.building`;
        // One that was killed has left its mounts, of this machine's /sys too.
        await removeFolder(building);
        const what = backend === "nspawn" ? "" : ` for VMs${kind ? `, ${kind}` : ""}`;
        log(`making the image ${id}${what} (once, about ${recipe.seconds} s)`);
        await debootstrap(recipe, building, log);
        fs.renameSync(building, tree);
        return tree;
    });
}

/** Changes with everything that the tree is made from, but for new versions of the packages. */
export function recipeKey({ packages, unpacked, inputs }: Recipe): string {
    const hash = createHash("sha256").update(JSON.stringify([packages, SOURCES]));
    if (unpacked) hash.update(JSON.stringify(unpacked));
    if (inputs.length > 0) hash.update(JSON.stringify(VM_OPTIONS));
    for (const file of [CUSTOMIZE, ...[FILES, ...inputs].flatMap(filesIn)]) {
        hash.update(file.slice(repoRoot.length)).update(fs.readFileSync(file));
    }
    return hash.digest("hex").slice(0, 12);
}

/** The files below a folder, sorted; or the file itself. */
function filesIn(place: string): string[] {
    if (fs.statSync(place).isFile()) return [place];
    const entries = fs.readdirSync(place, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return files.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name)).sort();
}

function debootstrap({ packages, options }: Recipe, target: string, log: (line: string) => void): Promise<void> {
    const args = [
        "--mode=root",
        "--variant=minbase",
        `--include=${packages.join(",")}`,
        '--aptopt=Acquire::Languages "none"',
        `--customize-hook='${CUSTOMIZE}' '${FILES}' "$1"`,
        ...options,
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
