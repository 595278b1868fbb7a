import { assertWritable, HostData, HostFile, sha256 } from "./file";
import { HostUnit } from "./unit";

/** A command on the host. It runs under `sh -eu` with $STAGE, the folder that holds the new files under their paths. */
export type HostCommand = string;

/** Everything that one phase wants of one host: plain data, made by pure functions. */
export interface Bundle {
    /** Name of the phase on the host, e.g. "base". */
    readonly phase: string;
    /** Debian packages to have; never started by their installation. */
    readonly packages?: readonly string[];
    readonly files?: readonly HostFile[];
    readonly data?: readonly HostData[];
    /**
     * Users to have, each with a group of its name, by a fixed number that files can name. Without a shell, unless one
     * is named: sshd runs even a forced command by the shell of its user.
     */
    readonly users?: readonly { name: string; home: string; uid: number; shell?: string }[];
    /** Folders to have. */
    readonly folders?: readonly { path: string; mode?: string; owner?: string }[];
    /** Derived files: `command` makes $STAGE/`path` from other staged files. Made again when `from` changes. */
    readonly builds?: readonly { path: string; from: string; command: HostCommand; mode?: string; owner?: string }[];
    /** The service's own checkers, run on the staged copy before anything is touched. */
    readonly checks?: readonly HostCommand[];
    readonly units?: readonly HostUnit[];
    /** Questions that the running service must answer, asked for at most 30 s together. */
    readonly probes?: readonly HostCommand[];
    /** A file on the host, one line of JSON, that is part of the answer to the program as "told". */
    readonly tell?: string;
}

/** What one concern adds to a phase. */
export type BundlePart = Omit<Bundle, "phase" | "tell">;

/** One phase of several concerns, in their order. A file or package that two of them want must be wanted alike. */
export function joined(phase: string, ...parts: readonly BundlePart[]): Bundle {
    const all = <K extends keyof BundlePart>(key: K) =>
        parts.flatMap((part) => [...((part[key] ?? []) as readonly unknown[])]) as unknown as NonNullable<
            BundlePart[K]
        >;
    const files = new Map<string, HostFile>();
    for (const file of all("files")) {
        const same = files.get(file.path);
        if (same && JSON.stringify(same) !== JSON.stringify(file)) throw new Error(`two files for ${file.path}`);
        files.set(file.path, file);
    }
    return {
        phase,
        packages: [...new Set(all("packages"))],
        files: [...files.values()],
        ...{ data: all("data"), users: all("users"), folders: all("folders"), builds: all("builds") },
        ...{ checks: all("checks"), units: all("units"), probes: all("probes") },
    };
}

/** A bundle made ready for one host. */
export interface Parcel {
    /** The first 12 hex digits of the payload's SHA-256. */
    readonly digest: string;
    /** The runtime and the payload, to be sent by stdin. */
    readonly stdin: string;
}

const MARKER = "#--standby-bundle--";

function oneLine(what: string, text: string): string {
    if (/[\n\r]/.test(text)) throw new Error(`${what} must be one line: ${JSON.stringify(text)}`);
    return text;
}

function fileLines(bundle: Bundle): string[] {
    const lines: string[] = [];
    for (const file of bundle.files ?? []) {
        assertWritable(file);
        const bytes = Buffer.byteLength(file.content, "utf8");
        const owner = file.owner ?? "root:root";
        lines.push(`file ${file.mode ?? "0644"} ${owner} ${sha256(file.content)} ${bytes} ${file.path}`);
    }
    for (const data of bundle.data ?? []) {
        assertWritable(data);
        lines.push(`data ${data.mode ?? "0644"} ${data.owner ?? "root:root"} ${data.sha256} - ${data.path}`);
    }
    for (const build of bundle.builds ?? []) {
        assertWritable(build);
        assertWritable({ path: build.from });
        const owner = build.owner ?? "root:root";
        lines.push(
            `build ${build.mode ?? "0644"} ${owner} ${build.from} ${build.path} ${oneLine("build", build.command)}`,
        );
    }
    return lines;
}

function unitLines(units: readonly HostUnit[]): string[] {
    return units.flatMap((unit) => [
        `unit ${unit.name} ${unit.process ?? unit.name}`,
        ...(unit.ours ? [`ours ${unit.name}`] : []),
        ...(unit.reloadOn ?? []).map((path) => `reload-on ${unit.name} ${path}`),
        ...(unit.restartOn ?? []).map((path) => `restart-on ${unit.name} ${path}`),
    ]);
}

/** The line-based description that the host-side runtime reads; one fact a line, in the order of its work. */
export function manifest(bundle: Bundle, instance: string): string[] {
    const folders = bundle.folders ?? [];
    folders.forEach(assertWritable);
    return [
        `phase ${bundle.phase}`,
        `instance ${oneLine("instance", instance)}`,
        ...[...(bundle.packages ?? [])].sort().map((name) => `package ${name}`),
        ...(bundle.users ?? []).map((user) =>
            ["user", user.name, user.uid, user.home, user.shell ?? []].flat().join(" "),
        ),
        ...folders.map((folder) => `folder ${folder.mode ?? "0755"} ${folder.owner ?? "root:root"} ${folder.path}`),
        ...fileLines(bundle),
        ...(bundle.checks ?? []).map((command) => `check ${oneLine("check", command)}`),
        ...unitLines(bundle.units ?? []),
        ...(bundle.probes ?? []).map((command) => `probe ${oneLine("probe", command)}`),
        ...(bundle.tell === undefined ? [] : [`tell ${bundle.tell}`]),
    ];
}

/** Takes comment lines and indentation out of the runtime: they need not travel with every command. */
export function stripComments(script: string): string {
    return script
        .split("\n")
        .filter((line, index) => index === 0 || !/^\s*(#|$)/.test(line))
        .map((line) => line.trimStart())
        .join("\n");
}

/**
 * Joins runtime and bundle to the text that a host gets by stdin. It is itself a shell script, which reads the payload
 * behind its own marker, so a bare host needs nothing beforehand.
 * @param instance the id of the machine: a new machine always changes the text
 */
export function parcel(runtime: string, bundle: Bundle, instance: string): Parcel {
    const contents = (bundle.files ?? []).map((file) => file.content).join("");
    const payload = [...manifest(bundle, instance), "contents", ""].join("\n") + contents;
    const script = stripComments(runtime);
    if (script.includes(MARKER + "\n")) throw new Error("the runtime must not hold the marker of the bundle");
    return { digest: sha256(payload).slice(0, 12), stdin: `${script.trimEnd()}\n${MARKER}\n${payload}` };
}
