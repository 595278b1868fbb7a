import { verbs } from "./verbs";

export interface Call {
    lab: string;
    word: string;
    args: string[];
    help: boolean;
}

/** Reads the words after `npm run lab --`. Throws for a word that is no verb, and for too many words. Pure. */
export function parseCall(argv: string[]): Call {
    // Some package managers pass the two hyphens on.
    const words = argv[0] === "--" ? argv.slice(1) : [...argv];
    let lab = "lab";
    const at = words.findIndex((word) => word === "--name" || word.startsWith("--name="));
    if (at >= 0) {
        const [given = ""] = words.splice(at, words[at] === "--name" ? 2 : 1).slice(-1);
        lab = given.replace(/^--name=?/, "");
        if (lab === "") throw new Error("--name: the name of a lab must follow, such as --name second");
    }
    const [word = "up", ...args] = words;
    if (["help", "--help", "-h"].includes(word)) return { lab, word: "help", args, help: true };
    const known = Object.keys(verbs);
    if (!known.includes(word)) throw new Error(`no verb "${word}": there are ${[...known, "help"].join(", ")}`);
    const most = verbs[word].args === "" ? 0 : 1;
    if (args.length > most) {
        throw new Error(`${word} ${args.join(" ")}: only ${most === 0 ? "the verb" : verbs[word].args} may be given`);
    }
    return { lab, word, args, help: false };
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
    ].join("\n");
}
