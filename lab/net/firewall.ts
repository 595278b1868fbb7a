import { attempt, output } from "./command";
import { renderRules, type LabRules } from "./firewall-rules";
import type { LabNetwork } from "./network";

export * from "./firewall-rules";

/** Replaces all packet rules of the lab in one transaction. Known connections survive unless they are cut. */
export async function applyRules(net: LabNetwork, rules: LabRules): Promise<void> {
    await output("nsenter", [`--net=/run/netns/${net.netns}`, "nft", "--file", "-"], {
        stdin: renderRules(net, rules),
    });
}

/** Whether the lab's namespace has its rules already. */
export async function rulesLoaded(net: LabNetwork): Promise<boolean> {
    const listed = await attempt("nsenter", [`--net=/run/netns/${net.netns}`, "nft", "list", "tables", "inet"]);
    return listed.stdout.split("\n").includes("table inet lab");
}
