import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import * as path from "node:path";
import { output } from "../net/command";

/** One archive, as a `deb` line names it. `signedBy` is the path of a keyring. */
export interface AptSource {
    uri: string;
    suite: string;
    components: string[];
    signedBy?: string;
}

const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
/** Settings of the host's apt without which its archive cannot be reached or read. */
const CARRIED = /^(Acquire::https?::Proxy|Acquire::Check-Valid-Until|Acquire::Check-Date) "(.+)";$/;

/** Reads one file of apt sources; `.sources` files are in deb822 form, others have one source a line. */
export function parseSources(file: string, text: string): AptSource[] {
    return file.endsWith(".sources") ? parseStanzas(text) : parseLines(text);
}

function parseLines(text: string): AptSource[] {
    return text.split("\n").flatMap((line) => {
        const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)((?:\s+[^\s#]+)*)/.exec(line);
        if (!match) return [];
        const [, options = "", uri, suite, components] = match;
        const signedBy = /(?:^|\s)signed-by=(\/[^\s,]+)/i.exec(options)?.[1];
        return [{ uri, suite, components: words(components), ...(signedBy ? { signedBy } : {}) }];
    });
}

function parseStanzas(text: string): AptSource[] {
    const withoutComments = text.replace(/^#.*\n?/gm, "");
    return withoutComments.split(/\n\s*\n/).flatMap((stanza) => {
        const fields = new Map<string, string>();
        for (const [, key, value] of stanza.matchAll(/^([\w-]+):((?:.*)(?:\n[ \t].*)*)/gm)) {
            fields.set(key.toLowerCase(), value.trim());
        }
        if (/^(no|false|0)$/i.test(fields.get("enabled") ?? "")) return [];
        if (!words(fields.get("types")).includes("deb")) return [];
        const signedBy = /^\/\S+/.exec(fields.get("signed-by") ?? "")?.[0];
        const components = words(fields.get("components"));
        return words(fields.get("uris")).flatMap((uri) =>
            words(fields.get("suites")).map((suite) => ({
                uri,
                suite,
                components,
                ...(signedBy ? { signedBy } : {}),
            })),
        );
    });
}

function words(text = ""): string[] {
    return text.split(/\s+/).filter((word) => word !== "");
}

/**
 * Where to get Debian `release` (`main` only), given what the host's apt uses: the host's own sources for that release,
 * else the same mirror with that release's suites, else the public names.
 */
export function debianSources(found: AptSource[], release: string): AptSource[] {
    const debian = found.filter(
        (source) =>
            /^https?:\/\//.test(source.uri) &&
            source.components.includes("main") &&
            (source.signedBy === undefined || source.signedBy.includes("debian-archive")),
    );
    const source = (uri: string, suite: string, signedBy?: string): AptSource => ({
        uri: uri.replace(/\/+$/, ""),
        suite,
        components: ["main"],
        ...(signedBy ? { signedBy } : {}),
    });
    const suites = [release, `${release}-updates`, `${release}-security`];
    const exact = debian.filter((one) => suites.includes(one.suite));
    if (exact.some((one) => one.suite === release)) {
        return exact.map((one) => source(one.uri, one.suite, one.signedBy));
    }
    const main = debian.find((one) => /\/debian\/?$/.test(one.uri));
    const security = debian.find((one) => /\/debian-security\/?$/.test(one.uri));
    if (!main) return debianSources(PUBLIC(release), release);
    return [
        ...[release, `${release}-updates`].map((suite) => source(main.uri, suite, main.signedBy)),
        ...(security ? [source(security.uri, `${release}-security`, security.signedBy)] : []),
    ];
}

const PUBLIC = (release: string): AptSource[] => [
    { uri: "http://deb.debian.org/debian", suite: release, components: ["main"] },
    { uri: "http://deb.debian.org/debian", suite: `${release}-updates`, components: ["main"] },
    { uri: "http://deb.debian.org/debian-security", suite: `${release}-security`, components: ["main"] },
];

/** Where this host gets Debian `release` from: `debianSources` over its /etc/apt. Every source has a keyring if there is one. */
export async function hostDebianSources(release: string, apt = "/etc/apt"): Promise<AptSource[]> {
    const parts = path.join(apt, "sources.list.d");
    const names = (await readdir(parts).catch(() => [])).filter((name) => /\.(list|sources)$/.test(name)).sort();
    const files = [path.join(apt, "sources.list"), ...names.map((name) => path.join(parts, name))];
    const found: AptSource[] = [];
    for (const file of files) found.push(...parseSources(file, await readFile(file, "utf8").catch(() => "")));
    const keyring = existsSync(KEYRING) ? { signedBy: KEYRING } : {};
    return debianSources(found, release).map((source) => ({ ...keyring, ...source }));
}

/** The source as a line of sources.list. */
export function renderSource(source: AptSource): string {
    const options = source.signedBy ? `[signed-by=${source.signedBy}] ` : "";
    return `deb ${options}${source.uri} ${source.suite} ${source.components.join(" ")}`;
}

/** Settings of the host's apt (proxy, checks of dates) that a download elsewhere needs too, as lines of apt.conf. */
export async function hostAptOptions(): Promise<string[]> {
    const dump = await output("apt-config", ["dump"]).catch(() => "");
    return dump.split("\n").filter((line) => CARRIED.test(line) && !/"DIRECT";$/.test(line));
}
