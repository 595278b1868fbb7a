import type { Lab } from "../lab";
import { findMember, machineOf } from "../members";
import { openPairs } from "./stack";
import type { Verb } from "./verb";

/** The host that a person means, in the pairs that are up. */
async function chosen(name: string, word: string | undefined): Promise<{ lab: Lab; name: string; id: string }> {
    const { lab, pairs } = await openPairs(name);
    const member = findMember(pairs, word);
    return { lab, name: member.name, id: machineOf(member) };
}

/** A root shell on a member, also when its network or its SSH server is broken. */
export const ssh: Verb = {
    args: "<member>",
    help: "a root shell on a member: a, b, mysql/a, mysql/witness …",
    run: async ({ lab }, [word]) => {
        const member = await chosen(lab, word);
        const machine = member.lab.machine(member.id);
        if (!machine.running()) throw new Error(`${member.name} is off: \`npm run lab -- start ${word}\``);
        return machine.shell();
    },
};

export const crash: Verb = {
    args: "<member>",
    help: "cut a member's power",
    run: async ({ lab, say }, [word]) => {
        const member = await chosen(lab, word);
        await member.lab.client.crash(member.id);
        say(`${member.name} has lost its power; \`npm run lab -- start ${word}\` gives it back`);
        return 0;
    },
};

export const start: Verb = {
    args: "<member>",
    help: "give a member its power back",
    run: async ({ lab, say, progress }, [word]) => {
        const member = await chosen(lab, word);
        await progress.step(`Starting ${member.name}`, () => member.lab.client.start(member.id));
        say(`${member.name} boots; its services follow in a moment`);
        return 0;
    },
};
