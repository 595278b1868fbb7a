/*
 * Situation: the kernel of the serving member panics under load. It would start again by itself.
 * Promise:   as of a member without power: the other one serves once it is known to be off, and it does not come back beside it.
 * Origin:    a kernel that restarts after a panic is back before anybody has looked.
 */
import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import type { Drill } from "../drill";
import { memberLost, type Loss } from "./member-lost";

const PANIC: Loss = {
    lose: async ({ machine }) => {
        await machine.succeed(
            "systemd-run --on-active=1 --timer-property=AccuracySec=100ms sh -c 'echo c >/proc/sysrq-trigger'",
        );
    },
    end: () => Promise.resolve(),
};

export const drill: Drill<LabActiveActivePair> = {
    name: "panicked",
    situation: "the kernel of the serving member panics under load, and would start again by itself",
    promise:
        "the other one serves, the first one is off until it is let in; 0 acknowledged mails lost, none there twice",
    origin: "a fault of the kernel",
    run: (pair, tell) => memberLost(pair, "panicked", tell, PANIC),
};
