import { verbs } from "./verbs";

export interface Call {
    lab: string;
    word: string;
    args: string[];
    help: boolean;
    /** What follows --machines, where it was given. */
    machines?: string;
}

/** Reads the words after `npm run lab --`. Throws for a word that is no verb, and for too many words. Pure. */
export function parseCall(argv: string[]): Call {
    // Some package managers pass the two hyphens on.
    const words = argv[0] === "--" ? argv.slice(1) : [...argv];
    const lab = takeOption(words, "--name") ?? "lab";
    if (lab === "") throw new Error("--name: the name of a lab must follow, such as --name second");
    const machines = takeOption(words, "--machines");
    if (machines === "") throw new Error("--machines: qemu, nspawn or qemu:LABEL,LABEL must follow");
    const [word = "up", ...args] = words;
    if (["help", "--help", "-h"].includes(word)) return { lab, word: "help", args, help: true };
    const known = Object.keys(verbs);
    if (!known.includes(word)) throw new Error(`no verb "${word}": there are ${[...known, "help"].join(", ")}`);
    const most = verbs[word].args === "" ? 0 : 1;
    if (args.length > most) {
        throw new Error(`${word} ${args.join(" ")}: only ${most === 0 ? "the verb" : verbs[word].args} may be given`);
    }
    if (machines !== undefined && word !== "up") throw new Error("--machines: only up makes machines");
    return { lab, word, args, help: false, ...(machines === undefined ? {} : { machines }) };
}

/** Takes an option and its value out of the words; empty when the value is missing, undefined without the option. */
function takeOption(words: string[], name: string): string | undefined {
    const at = words.findIndex((word) => word === name || word.startsWith(`${name}=`));
    if (at < 0) return undefined;
    const [word = "", value = ""] = words.splice(at, words[at] === name ? 2 : 1);
    return word === name ? value : word.slice(name.length + 1);
}

/** The help. Pure. */
export function usage(): string {
    const rows = Object.entries(verbs).map(([word, { args, help }]) => [`${word} ${args}`.trim(), help]);
    rows.push(["help", "this text"]);
    const width = Math.max(...rows.map(([call]) => call.length));
    return [
        "npm run lab                      the default: up",
        "npm run lab -- <verb>            one of these:",
        ...rows.map(([call, help]) => `    ${call.padEnd(width)}  ${help}`),
        "npm run lab -- --name <lab> …    another lab than the one called lab; labs run side by side",
        "npm run lab -- --machines qemu   up with virtual machines instead of containers",
    ].join("\n");
}
