import { Progress } from "./progress";
import { parseCall, usage } from "./verbs/call";
import { verbs } from "./verbs/verbs";

/** npm run lab [-- [--name <lab>] [<verb> [<argument>]]] */
async function main(argv: string[]): Promise<number> {
    const { lab, word, args, help, machines } = parseCall(argv);
    if (help) {
        console.log(usage());
        return 0;
    }
    if (word !== "up" && process.getuid?.() !== 0) {
        throw new Error(`the lab belongs to root: sudo env "PATH=$PATH" npm run lab -- ${argv.join(" ")}`);
    }
    const progress = new Progress();
    return verbs[word].run({ lab, progress, machines, say: (line) => progress.line(line) }, args);
}

main(process.argv.slice(2)).then(
    (code) => process.exit(code),
    (error: Error) => {
        console.error(error.message);
        process.exit(1);
    },
);
