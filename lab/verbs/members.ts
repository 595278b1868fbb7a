import { findMember, machineOf } from "../members";
import { openStack } from "./stack";
import type { Verb } from "./verb";

/** A root shell on a member, also when its network or its SSH server is broken. */
export const ssh: Verb = {
    args: "<member>",
    help: "a root shell on a member, a or b",
    run: async ({ lab: name }, [word]) => {
        const { lab, topology } = await openStack(name);
        const member = findMember(topology, word);
        const machine = lab.machine(machineOf(member));
        if (!machine.running()) throw new Error(`${member.name} is off: \`npm run lab -- start ${word}\``);
        return machine.shell();
    },
};

export const crash: Verb = {
    args: "<member>",
    help: "cut a member's power",
    run: async ({ lab: name, say }, [word]) => {
        const { lab, topology } = await openStack(name);
        const member = findMember(topology, word);
        await lab.client.crash(machineOf(member));
        say(`${member.name} has lost its power; \`npm run lab -- start ${word}\` gives it back`);
        return 0;
    },
};

export const start: Verb = {
    args: "<member>",
    help: "give a member its power back",
    run: async ({ lab: name, say, progress }, [word]) => {
        const { lab, topology } = await openStack(name);
        const member = findMember(topology, word);
        await progress.step(`Starting ${member.name}`, () => lab.client.start(machineOf(member)));
        say(`${member.name} boots; its services follow in a moment`);
        return 0;
    },
};
