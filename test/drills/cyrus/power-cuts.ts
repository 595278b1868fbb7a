/*
 * Situation: again and again one of the members loses its power under load, which one and when by chance, and gets it back.
 * Promise:   after each cut both are alike, in every mailbox, flag and setting; no acknowledged mail is lost; the role stays.
 * Origin:    the reference's figure of 100 cuts with the equality proof after each. A container's power loss proves the death of its
 *            processes.
 */
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import { budget } from "../../budgets";
import { Promises, type Drill } from "../drill";
import { randomNumbers } from "../random-numbers";
import { Load } from "./load";
import { expectEqual, inSync } from "./pair";

/** At most so many mails between two cuts. */
const BETWEEN = 30;

/** The drill with so many cuts. */
export function powerCuts(times: number, seed = 6): Drill<LabCyrusPair> {
    return {
        name: "power-cuts",
        situation: `${times} power cuts, of either member, at any moment of a steady load`,
        promise: "both are alike after each, 0 acknowledged mails lost",
        origin: "a bad power supply; process-level power loss",
        long: times >= 100,

        async run(pair, tell) {
            const promises = new Promises();
            const instance = pair.instance();
            const random = randomNumbers(seed);
            const load = await Load.on(pair, instance, "power-cuts");
            await inSync(pair, instance);
            const primary = await pair.primaryNow(instance);
            load.start();
            let longest = 0;
            for (let cut = 1; cut <= times; cut++) {
                await load.more(1 + Math.floor(random() * BETWEEN));
                const member = pair.members[Math.floor(random() * 2)];
                await member.crash();
                await member.start();
                const since = Date.now();
                await load.more(5);
                await inSync(pair, instance, 2 * budget("inSync"));
                const seconds = (Date.now() - since) / 1000;
                longest = Math.max(longest, seconds);
                const role = member === primary ? "primary" : "standby";
                tell(
                    `cut ${cut}: ${member.member}, the ${role}; alike ${seconds.toFixed(1)} s after its power was back`,
                );
            }
            await load.stop();
            promises.expect((await pair.primaryNow(instance)) === primary, "the role does not move");
            await inSync(pair, instance);
            const numbers = { ...(await load.count(promises)), cuts: times, "alike after s": longest };
            await expectEqual(pair, instance, promises);
            for (const { machine } of pair.members)
                await machine.eventually("standby status", 2 * budget("serviceBack"));
            return { numbers, broken: promises.broken };
        },
    };
}
