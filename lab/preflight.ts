/** What the preflight knows of this machine; `probeHost` finds it out. */
export interface HostFacts {
    /** As node says it: linux, darwin, win32 … */
    platform: string;
    root: boolean;
    /** From /etc/os-release; all empty where there is none. */
    os: { id: string; like: string[]; version: string; pretty: string };
    /** Version of Node, without a v. */
    node: string;
    /** False when a Pulumi engine is there already, on PATH or in the cache. */
    engineMissing: boolean;
    /** What is wrong with Go (`goProblem`); undefined when it can build the engine. */
    goProblem?: string;
    /** Tools that are not there. */
    missingTools: string[];
    /** Whether a cgroup2 file system is mounted. */
    cgroup2: boolean;
    /** Free space where caches and labs are, in MB. */
    freeMb: { folder: string; mb: number }[];
    /** How this was called, for the line to try again with: `npm run lab`. */
    command: string;
}

export interface Verdict {
    /** One error text with everything that is in the way; undefined when nothing is. */
    error?: string;
    /** Debian packages to install first. */
    install: string[];
    warnings: string[];
}

/** The tools the lab runs on its host, and the Debian packages they are in. */
export const TOOLS: Record<string, string> = {
    mmdebstrap: "mmdebstrap",
    "systemd-nspawn": "systemd-container",
    nft: "nftables",
    ip: "iproute2",
    "mkfs.ext4": "e2fsprogs",
    nsenter: "util-linux",
    unshare: "util-linux",
    flock: "util-linux",
    mount: "mount",
    "ssh-keygen": "openssh-client",
};

/** The same for labs with virtual machines. */
export const VM_TOOLS: Record<string, string> = { "qemu-system-x86_64": "qemu-system-x86" };

const OLDEST_NODE = 20;
const OLDEST_DEBIAN = 12;
/** Image, services, packages and disks of a pair; the engine's sources and compiled parts on top. */
const LAB_MB = 2000;
const BUILD_MB = 3500;
const LIMA = "limactl start --tty=false --name=standby template://debian-12 && limactl shell standby";
const ELSEWHERE: Record<string, string[]> = {
    darwin: [
        "the lab needs Debian 12 or later, and this is a Mac. This line starts such a machine and opens a shell in it:",
        `    brew install lima && ${LIMA}`,
    ],
    win32: [
        "the lab needs Debian 12 or later, and this is Windows. This line installs it and opens a shell in it:",
        "    wsl --install -d Debian",
    ],
};

/** Decides whether the lab can run here, what to install, and what to tell. Pure. */
export function judge(facts: HostFacts): Verdict {
    const { id, like, version, pretty } = facts.os;
    const derivative = id !== "debian" && like.includes("debian");
    if (facts.platform !== "linux" || (id !== "debian" && !derivative)) return nothing(elsewhere(facts));
    const problems: string[] = [];
    const warnings: string[] = [];
    if (id === "debian" && version !== "" && Number(version) < OLDEST_DEBIAN) {
        problems.push(`${pretty} is too old: the lab needs Debian ${OLDEST_DEBIAN} or later`);
    }
    if (derivative) warnings.push(`${pretty} is not Debian ${OLDEST_DEBIAN}: the lab is not tested here`);
    if (Number(facts.node.split(".")[0]) < OLDEST_NODE) {
        problems.push(`node ${facts.node} is too old: install Node ${OLDEST_NODE} or later (https://nodejs.org)`);
    }
    if (facts.engineMissing && facts.goProblem) problems.push(facts.goProblem);
    if (!facts.cgroup2) {
        problems.push(
            "no cgroup2 file system is mounted: boot with systemd, or with systemd.unified_cgroup_hierarchy=1",
        );
    }
    problems.push(...spaceProblems(facts));
    if (!facts.root) problems.push(`the lab makes machines and networks, so it needs root: ${sudoLine(facts)}`);
    const install = packagesOf(facts.missingTools);
    if (!facts.root && install.length > 0) warnings.push(`as root, the lab will install ${install.join(" ")}`);
    return { error: listed(problems), install, warnings };
}

/** The line that installs `packages`. Pure. */
export function installLine(packages: string[]): string {
    return `apt-get update && apt-get install --yes --no-install-recommends ${packages.join(" ")}`;
}

/** The Debian packages that hold these tools, each once, sorted. Pure. */
export function packagesOf(tools: string[]): string[] {
    return [...new Set(tools.map((tool) => TOOLS[tool] ?? VM_TOOLS[tool] ?? tool))].sort();
}

function spaceProblems({ freeMb, engineMissing }: HostFacts): string[] {
    const needed = LAB_MB + (engineMissing ? BUILD_MB : 0);
    return freeMb
        .filter(({ mb }) => mb < needed)
        .map(({ folder, mb }) => `${folder} has ${mb} MB free, ${needed} MB are needed: make room there`);
}

/** sudo drops PATH, in which node and go are found. */
function sudoLine({ command }: HostFacts): string {
    return `sudo env "PATH=$PATH" ${command}`;
}

function elsewhere({ platform, os }: HostFacts): string {
    const system = platform === "linux" ? os.pretty || "another Linux" : platform;
    const lines = ELSEWHERE[platform] ?? [
        `the lab needs Debian 12 or later, and this is ${system}. With Lima (https://lima-vm.io), this line starts such a`,
        "machine and opens a shell in it:",
        `    ${LIMA}`,
    ];
    return [...lines, "Get Node, Go and this project there, and start again."].join("\n");
}

function nothing(error: string): Verdict {
    return { error, install: [], warnings: [] };
}

function listed(problems: string[]): string | undefined {
    if (problems.length < 2) return problems[0];
    return ["the lab cannot run here yet:", ...problems.map((problem) => `  - ${problem}`)].join("\n");
}
