/** ` +  linode:index:Instance mx-a creating (3s) ` and the like. */
const ACTION = /^\S+\s+(\S+) (\S+) (\w+ing)\b/;
const ENDED = /^\S+\s+(\S+) (\S+) (?:\*\*)?(created|updated|deleted|replaced|read|refreshed|\w+ failed)\b/;
/** Wait for all the others. */
const AROUND = /^(pulumi:pulumi:Stack|standby:)/;
const NOISE =
    /^@ |^(Updating|Previewing update|Destroying|Resources:|Duration:|Diagnostics:)|^pulumi:pulumi:Stack \S+$/;

/** Makes the engine's plain output readable where there is no terminal: what is done as lines, what is under way beside. */
export class EngineDisplay {
    private readonly underWay = new Set<string>();

    constructor(
        private readonly log: (line: string) => void,
        private readonly now: (text: string) => void,
    ) {}

    /** Takes one line of the engine. */
    line(line: string): void {
        const text = line.trim();
        if (text === "" || NOISE.test(text)) return;
        const ended = ENDED.exec(text);
        const action = ended ? undefined : ACTION.exec(text);
        if (action && !AROUND.test(action[1] ?? "")) this.underWay.add(action[2] ?? "");
        if (!action) {
            this.underWay.delete(ended?.[2] ?? "");
            this.log(text.replace(/\s+/g, " "));
        }
        this.now(this.underWay.size === 0 ? "" : `waiting for ${[...this.underWay].slice(-4).join(", ")}`);
    }
}
