import { labPath, labVariables } from "../engine/environment";
import { kindOf } from "../kinds";
import { openStack } from "./stack";
import type { Verb } from "./verb";

/** For `eval "$(npm run --silent lab -- env)"`. */
export const env: Verb = {
    args: "[stack]",
    help: "shell lines after which plain `pulumi` commands work on the lab's stack",
    run: async ({ lab, say }, [word]) => {
        const { engine, pulumi } = await openStack(lab, word === undefined ? undefined : kindOf(word));
        say(shellLines({ ...labVariables(lab), PULUMI_STACK: pulumi.stack }, labPath(engine), pulumi.folder));
        return 0;
    },
};

/** The lines, for any POSIX shell. Pure. */
export function shellLines(variables: Record<string, string>, first: string[], folder: string): string {
    const exports = Object.entries(variables).map(([name, value]) => `export ${name}=${quote(value)}`);
    return [
        ...exports,
        `export PATH=${quote(first.join(":"))}:"$PATH"`,
        "unset SSH_AUTH_SOCK",
        // The work folder has the stack's config and the plugins' places; the user's folder is left alone.
        `pulumi() { command pulumi --cwd ${quote(folder)} "$@"; }`,
    ].join("\n");
}

function quote(text: string): string {
    return `'${text.replaceAll("'", "'\\''")}'`;
}
