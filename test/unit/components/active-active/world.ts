import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

const root = path.resolve(__dirname, "..", "..", "..", "..", "..");
const PROGRAMS = "files/usr/local/lib/standby/pair";
export const PAIR = path.join(root, "components/active-active", PROGRAMS);
/** Programs that are others where both members serve. */
const DUAL = path.join(root, "components/active-active/dual", PROGRAMS);

/** What is around a program of a member: small real commands on its PATH, and files in the place of the kernel's. */
export interface World {
    /** Line of /proc/drbd behind " 0: ". */
    readonly drbd?: string;
    /** Shell that answers what is asked of the witness: $1 is the word, $2 the epoch; `at` is the time, `drbd LINE` as below. */
    readonly witness?: string;
    /** Shell that runs at each second that passes; `at` is the time, `drbd LINE` changes what DRBD says. */
    readonly second?: string;
    /** Epoch in which the member was last whole. @default 4 */
    readonly epoch?: number;
    /** Files in /run/standby-pair. @default none */
    readonly run?: Readonly<Record<string, string>>;
    /** Lines over those of role.conf. @default none */
    readonly conf?: string;
    /** Both members serve: programs of that mode. @default false */
    readonly dual?: boolean;
    /** For the agent: how many times it looks, a second apart. @default it is another program */
    readonly looks?: number;
    /** Files on the volume. @default none */
    readonly volume?: Readonly<Record<string, string>>;
    /** What the kernel has logged. @default nothing */
    readonly kernel?: string;
    /** The root disk takes no writes. @default false */
    readonly full?: boolean;
}

export interface Outcome {
    readonly status: number | null;
    /** What was asked of the witness. */
    readonly asked: string[];
    /** Seconds that passed, by the member's own clock. */
    readonly seconds: number;
    readonly said: string;
    /** Calls of drbdadm and of the programs that serve. */
    readonly did: string[];
    /** Files in /run/standby-pair afterwards. */
    readonly run: string[];
    /** What it waits for, "" for nothing. */
    readonly waits: string;
    /** What is on the volume afterwards, sorted. */
    readonly volume: string[];
    /** A file in the member's state, "" where there is none. */
    state(name: string): string;
    /** What was written to sysrq-trigger. */
    readonly sysrq: string;
}

export const GONE = "cs:WFConnection ro:Primary/Unknown ds:UpToDate/DUnknown C s-----";
export const ALONE = "cs:WFConnection ro:Secondary/Unknown ds:UpToDate/DUnknown C r-----";
export const WHOLE = "cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----";

const CONF = `MEMBER=a PAIR=mail WITNESS=203.0.113.30 MODE=active-passive DURABILITY=replicated-queue
GRACE_SECONDS=3 BIAS_SECONDS=5 ARBITER_MOST_SECONDS=2 POWER_OFF_SECONDS=25 LEASE_SECONDS=20
WATCHDOG_SECONDS=5 SELF_RESET_SECONDS=13 FENCE_SECONDS=60
`;
const CHANGE = `drbd() { printf ' 0: %s\\n' "$*" >"$WORLD/drbd"; }`;
const SECOND = `#!/bin/sh
at=$(($(cut -d. -f1 "$WORLD/uptime") + \${1%.*}))
${CHANGE}
echo "$at.00 1.00" >"$WORLD/uptime"
. "$WORLD/second"
`;
const SSH = `#!/bin/sh
for asked; do :; done
echo "$asked" >>"$WORLD/asked"
at=$(cut -d. -f1 "$WORLD/uptime")
${CHANGE}
set -- $asked
. "$WORLD/witness"
`;

function write(file: string, text: string, mode = 0o644): void {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text, { mode });
}

/** A program that only tells that it was called. */
const DID = `#!/bin/sh\necho "\${0##*/} $*" >>"$WORLD/did"\n`;

function filesIn(folder: string): string[] {
    if (!fs.existsSync(folder)) return [];
    const all = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
    const files = all.filter((one) => one.isFile());
    return files.map((one) => path.relative(folder, path.join(one.parentPath ?? one.path, one.name))).sort();
}

const read = (file: string) => (fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "");

/** Runs a program of a member in a world of its own. */
export function inWorld(world: World, program: string, ...words: string[]): Outcome {
    const at = fs.mkdtempSync(path.join(os.tmpdir(), "standby-world-"));
    try {
        write(path.join(at, "conf"), CONF + (world.conf ?? ""));
        write(path.join(at, "drbd"), `version: 8.4.11\n 0: ${world.drbd ?? GONE}\n    ns:0 nr:0 oos:0\n`);
        write(path.join(at, "uptime"), "1000.00 1.00\n");
        write(path.join(at, "second"), world.second ?? "");
        write(path.join(at, "witness"), world.witness ?? "exit 255");
        write(path.join(at, "state/epoch"), `${world.epoch ?? 4}\n`);
        Object.entries(world.run ?? {}).forEach(([name, text]) => write(path.join(at, "run", name), text));
        write(path.join(at, "bin/ssh"), SSH, 0o755);
        write(path.join(at, "bin/sleep"), SECOND, 0o755);
        write(path.join(at, "bin/logger"), "#!/bin/sh\n", 0o755);
        write(path.join(at, "bin/drbdadm"), DID, 0o755);
        write(path.join(at, "bin/journalctl"), `#!/bin/sh\ncat "$WORLD/kernel"\n`, 0o755);
        write(path.join(at, "kernel"), `${world.kernel ?? ""}\n`);
        for (const name of ["serve", "affinity", "settle-queue"]) write(path.join(at, "programs", name), DID, 0o755);
        for (const name of ["cease", "merge"]) fs.copyFileSync(path.join(PAIR, name), path.join(at, "programs", name));
        const disks = ["drbdsetup", "lvcreate", "lvremove", "lvrename", "mount", "umount"];
        const tools = ["systemctl", "chown", "install", "mountpoint", "postqueue", ...disks];
        for (const name of tools) write(path.join(at, "bin", name), DID, 0o755);
        Object.entries(world.volume ?? {}).forEach(([name, text]) => write(path.join(at, "mail", name), text, 0o700));
        if (world.full) write(path.join(at, "bin/sync"), "#!/bin/sh\nexit 1\n", 0o755);
        const variables = {
            ...{ WORLD: at, STANDBY_PAIR_LIB: path.join(PAIR, "lib"), STANDBY_PAIR_CONF: path.join(at, "conf") },
            ...{ STANDBY_PAIR_PATH: `${at}/bin:/usr/bin:/bin`, STANDBY_PAIR_STATE: `${at}/state` },
            ...{ STANDBY_PAIR_RUN: `${at}/run`, STANDBY_PAIR_DRBD: `${at}/drbd`, STANDBY_PAIR_SYSRQ: `${at}/sysrq` },
            STANDBY_PAIR_MOUNT: `${at}/mail`,
            ...{ STANDBY_PAIR_UPTIME: `${at}/uptime`, STANDBY_PAIR_PROGRAMS: `${at}/programs`, PATH: "/usr/bin:/bin" },
        };
        const all = world.looks === undefined ? words : ["looks", String(world.looks)];
        const folder = world.dual ? DUAL : PAIR;
        const done = spawnSync(path.join(folder, program), all, { encoding: "utf8", env: variables, timeout: 30_000 });
        const state = new Map(
            fs.readdirSync(path.join(at, "state")).map((name) => [name, read(path.join(at, "state", name))]),
        );
        return {
            ...{ status: done.status, said: done.stderr, sysrq: read(path.join(at, "sysrq")).trim() },
            did: read(path.join(at, "did")).replaceAll(`${at}/`, "").split("\n").filter(Boolean),
            run: filesIn(path.join(at, "run")),
            waits: read(path.join(at, "run/waits")).trim(),
            volume: filesIn(path.join(at, "mail")),
            asked: read(path.join(at, "asked")).split("\n").filter(Boolean),
            seconds: Number(read(path.join(at, "uptime")).split(".")[0]) - 1000,
            state: (name) => state.get(name) ?? "",
        };
    } finally {
        fs.rmSync(at, { recursive: true });
    }
}
