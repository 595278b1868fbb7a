import { EngineLog } from "./engine-log";
import type { Provider } from "./resource";
import { serve } from "./server";
import { Session } from "./session";
import { reportedVersion } from "./version";

const NAMES = ["linode", "cloudflare", "command", "random"];
const PARENT_CHECK_MS = 1000;

async function load(name: string): Promise<Provider> {
    switch (name) {
        case "linode":
            return (await import("./linode/provider")).linode();
        case "cloudflare":
            return (await import("./cloudflare/provider")).cloudflare();
        case "command":
            return (await import("./command/provider")).command();
        case "random":
            return (await import("./random/provider")).random();
        default:
            throw new Error(`no plugin "${name}"; there are ${NAMES.join(", ")}`);
    }
}

/** The engine's address is the last argument, after flags such as `--logtostderr`. */
function engineAddress(args: string[]): string | undefined {
    const last = args[args.length - 1];
    return last !== undefined && /:\d+$/.test(last) ? last : undefined;
}

/** A killed engine cannot stop its plugins: they must notice that their parent has gone. */
function endWithParent(): void {
    const parent = process.ppid;
    setInterval(() => {
        if (process.ppid !== parent) process.exit(1);
    }, PARENT_CHECK_MS).unref();
}

async function main(name: string, args: string[]): Promise<void> {
    const address = engineAddress(args);
    if (address !== undefined) endWithParent();
    const provider = await load(name);
    const session = new Session(provider, "", new EngineLog(address));
    session.version = reportedVersion(name, session.schema.file.version);
    const { port } = await serve(session);
    process.stdout.write(`${port}\n`);
    // The engine is busy with other plugins now: the time to load what the first command will need.
    if (name === "command") setImmediate(() => void import("ssh2"));
}

// The engine asks plugins to end with SIGINT, long after it has sent Cancel where that was meant.
process.on("SIGINT", () => process.exit(0));
main(process.argv[2] ?? "", process.argv.slice(3)).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
});
