import { vmsWanted } from "../backends";
import { ensureEngine } from "../engine/find";
import type { Pulumi, PulumiResult } from "../engine/pulumi";
import { KINDS, kindOf, settingsIn, stackOf, vmsOf } from "../kinds";
import { labUp } from "../lab";
import { topologyOf } from "../members";
import { prepareHost } from "../prepare-host";
import { summary } from "../summary";
import { drillNames } from "./drill";
import { EngineDisplay } from "./engine-display";
import type { Context, Verb } from "./verb";

/** Everything: engine, lab, pair. Also what completes or updates a lab that is up. */
export const up: Verb = {
    args: "[stack]",
    help: `start everything: engine, local cloud, and a pair in it (the default): ${KINDS.join(" or ")}`,
    run: async ({ lab: name, progress, say, machines }, [word]) => {
        const kind = kindOf(word);
        const vms = vmsWanted(machines) ?? vmsOf(kind);
        const started = Date.now();
        await progress.step("Checking this machine", ({ log }) => prepareHost("npm run lab", log, vms));
        const [engine, lab] = await settled([
            progress.step("Pulumi engine", ({ log }) => ensureEngine(log)),
            progress.step("Machine image and local cloud", ({ log }) => labUp(name, log, { vms, kind })),
        ]);
        const pulumi = await lab.pulumi(engine, { stack: stackOf(kind), config: settingsIn(kind, lab.net) });
        const result = await bringUp(pulumi, { progress, say });
        // The engine has told why.
        if (result.code !== 0) throw new Error("pulumi up failed; the same call goes on from there");
        say(
            summary({
                lab: name,
                dns: lab.net.dns,
                seconds: (Date.now() - started) / 1000,
                changes: result.changes,
                topology: topologyOf(await pulumi.output()),
                drills: await drillNames(kind),
            }),
        );
        return 0;
    },
};

/** On a terminal the engine shows its own display; elsewhere we pass on what it has done, and keep what it waits for. */
function bringUp(pulumi: Pulumi, { progress, say }: Pick<Context, "progress" | "say">): Promise<PulumiResult> {
    if (process.stdout.isTTY) {
        say("pulumi up");
        return pulumi.up({ terminal: true, args: ["--suppress-outputs"] });
    }
    return progress.step("pulumi up", ({ log, now }) => {
        const display = new EngineDisplay(log, now);
        return pulumi.up({ onLine: (line) => display.line(line), args: ["--suppress-outputs"] });
    });
}

/** Waits for both before it throws for one: the other would go on behind the error. */
async function settled<A, B>(works: [Promise<A>, Promise<B>]): Promise<[A, B]> {
    await Promise.allSettled(works);
    return Promise.all(works);
}
