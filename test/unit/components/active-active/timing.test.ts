import assert from "node:assert/strict";
import { timersOf } from "../../../../components/active-active/settings";
import { derived, Timers, TIMERS, timingProblems } from "../../../../components/active-active/timing";

const problems = (change: Partial<Timers>, dual = true) =>
    timingProblems({ ...TIMERS, ...change }, dual).map(({ property, reason }) => `${property}: ${reason}`);

describe("The timers of an active-active pair", () => {
    it("are safe as they come, in both modes", () => {
        assert.deepEqual(problems({}), []);
        assert.deepEqual(problems({}, false), []);
        assert.deepEqual(timersOf(), TIMERS);
    });

    it("give the figures of one set of numbers", () => {
        assert.deepEqual(derived(TIMERS), {
            ...{ deadPeer: 4, stalledDisk: 17.5, selfReset: 13, deadline: 35, freeze: 54.5, heartbeatReset: 60 },
            connectionIdle: 57,
        });
    });

    it("have o2cb give up its connection so late that a dead heartbeat is found first, whatever they are (b would reset itself)", () => {
        for (const change of [{}, { powerOff: 5, lease: 5 }, { lateWrites: 20, heartbeats: 60 }, { powerOff: 120 }]) {
            const timers = { ...TIMERS, ...change };
            const { freeze, connectionIdle } = derived(timers);
            const heartbeatDead = freeze + 2 * timers.heartbeats;
            const quorumAsked = connectionIdle + 2 * (timers.heartbeats + 2);
            assert.ok(quorumAsked > heartbeatDead + 2, JSON.stringify({ change, quorumAsked, heartbeatDead }));
        }
    });

    it("are refused as DRBD and o2cb come from their makers: both members would reset", () => {
        const stock = {
            pingInterval: 10,
            pingTimeout: 0.5,
            writeTimeout: 6,
            lateWrites: 7,
            connectInterval: 10,
            lease: 30,
        };
        assert.deepEqual(problems(stock), [
            "timers: writes may stand still for 84 s (2 + noticed 42 + grace 3 + bias 5 + witness 2 + 30 of power-off or lease), " +
                "and o2cb resets BOTH members after 60 s: lower lateWrites, powerOffSeconds or leaseSeconds, or raise heartbeats to 44 or more",
        ]);
        assert.deepEqual(problems({ ...stock, heartbeats: 44 }), []);
        assert.deepEqual(problems({ ...stock, heartbeats: 43 }).length, 1, "86 - 2 = 84: not below");
        // Without a disk heartbeat nobody resets both.
        assert.deepEqual(problems(stock, false), []);
    });

    it("are refused where a frozen member would reset itself before it can be named", () => {
        assert.deepEqual(problems({ lease: 15 }), [
            "timers.leaseSeconds: a frozen member would reset itself after 8 s (grace 3 + lease 15 - dead peer 4 - watchdog 5 - 1), " +
                "before the witness has named it after 10 s (grace 3 + bias 5 + witness 2): raise leaseSeconds to 18 or more",
        ]);
        assert.deepEqual(problems({ lease: 18 }), []);
    });

    it("leave the winner waiting until the loser has reset itself", () => {
        for (const grace of [0, 3, 10]) {
            for (const lease of [20, 30, 90]) {
                const timers = { ...TIMERS, grace, lease };
                const { deadPeer, selfReset } = derived(timers);
                assert.ok(deadPeer + selfReset + timers.watchdog < grace + lease, `${grace} ${lease}`);
            }
        }
    });

    it("are refused where DRBD itself would refuse them", () => {
        assert.deepEqual(problems({ writeTimeout: 3, lateWrites: 5 }), [
            "timers: writeTimeoutSeconds 3 must be below pingIntervalSeconds 3 and connectIntervalSeconds 3: DRBD asks for that",
        ]);
    });

    it("are refused where users would wait for ten minutes", () => {
        assert.deepEqual(problems({ powerOff: 600 }, false), [
            "timers: the fence could take 610 s: users wait for as long; keep it within 600 s",
        ]);
    });
});
