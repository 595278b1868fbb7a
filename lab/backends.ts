import type { Backend } from "./machine/machine";

const WORDS: Record<Backend, string[]> = { qemu: ["*"], nspawn: [] };

/**
 * Labels of the Linodes that become virtual machines, from what a person said (`--machines`) or the environment
 * (STANDBY_MACHINES, for tests and drills): `qemu` is all of them, `nspawn` none, `qemu:mx-a,db-*` those; `*`
 * is any text. Undefined when neither says anything: then the lab stays as it is. Pure.
 */
export function vmsWanted(
    word: string | undefined,
    environment: Record<string, string | undefined> = process.env,
): string[] | undefined {
    const [said, where] =
        word === undefined ? [environment.STANDBY_MACHINES, "STANDBY_MACHINES"] : [word, "--machines"];
    if (said === undefined || said === "") return undefined;
    if (said === "qemu" || said === "nspawn") return WORDS[said];
    const labels = /^qemu:([A-Za-z0-9_.*,-]+)$/.exec(said)?.[1].split(",").filter(Boolean) ?? [];
    if (labels.length > 0) return labels;
    throw new Error(
        `${where}: "${said}": must be qemu (virtual machines), nspawn (containers), or qemu: and labels of Linodes that ` +
            "become virtual machines, such as qemu:mx-a,db-*",
    );
}
