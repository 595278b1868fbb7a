import { LabClient, type LabState } from "../client/lab-client";
import { labStatus, type LabStatus } from "../lab";
import type { Verb } from "./verb";

export const status: Verb = {
    args: "",
    help: "what runs",
    run: async ({ lab, say }) => {
        const found = await labStatus(lab);
        const state = found.cloudAnswers ? await LabClient.open(lab).state() : undefined;
        say(describe(found, state));
        return isWhole(found) ? 0 : 1;
    },
};

function isWhole({ exists, cloudAnswers, services }: LabStatus): boolean {
    return exists && cloudAnswers && Object.values(services ?? {}).every(Boolean);
}

/** The lab as a person wants to see it. Pure. */
export function describe(found: LabStatus, state?: LabState): string {
    const { name, exists, net, cloudPid, cloudAnswers, services } = found;
    if (!exists || !net) return `there is no lab "${name}": start it with \`npm run lab\``;
    const cloud = cloudAnswers ? `answers at ${net.gateway}:8080` : cloudPid ? "runs, but does not answer" : "is down";
    const serving = Object.entries(services ?? {}).map(
        ([service, well]) => `${service} ${well ? "serves" : "is down"}`,
    );
    const lines = [`lab "${name}": ${isWhole(found) ? "up" : "not whole: `npm run lab` starts what is missing"}`];
    lines.push(`  network   ${net.subnet}, namespace ${net.netns}`, `  cloud     ${cloud}`);
    lines.push(`  services  ${serving.join(", ")}`);
    for (const { label, status: is, host, ipv4, type, region } of state?.instances ?? []) {
        const power = host === "lost" ? "no power" : is;
        lines.push(`  machine   ${label}  ${power}  ${ipv4}  ${type} in ${region}`);
    }
    if (state?.instances.length === 0) lines.push("  machine   none");
    for (const cut of state?.cuts ?? []) lines.push(`  cut       ${JSON.stringify(cut)}`);
    return lines.join("\n");
}
