import { Problem } from "../problems";

/** All timers of a pair in seconds: the one set of numbers that every file and every inequality is made from. */
export interface Timers {
    /** DRBD asks an idle peer this often. */
    readonly pingInterval: number;
    /** DRBD takes a peer for dead that has not answered for so long. */
    readonly pingTimeout: number;
    /** DRBD counts one late acknowledgement of a write after this. */
    readonly writeTimeout: number;
    /** DRBD drops a peer whose disk stands still after so many of them. */
    readonly lateWrites: number;
    /** DRBD tries to connect this often. */
    readonly connectInterval: number;
    /** How long a flap of the link may last before anybody is fenced. */
    readonly grace: number;
    /** How much longer the member waits that is not to win a draw. */
    readonly bias: number;
    /** The longest answer of the witness. */
    readonly witness: number;
    /** The longest that the cloud takes to power a machine off and say so. */
    readonly powerOff: number;
    /** After so long without the witness's word, a frozen member has reset itself. */
    readonly lease: number;
    /** The kernel's watchdog resets a member whose watch has stopped for so long. */
    readonly watchdog: number;
    /** Counts of the heartbeat of o2cb, two seconds each, before a member that cannot write resets itself. */
    readonly heartbeats: number;
}

/** `pingInterval` to `lateWrites`: docs/pairs/active-active.md gives the source of each. */
export const TIMERS: Timers = {
    ...{ pingInterval: 3, pingTimeout: 1, writeTimeout: 2.5, lateWrites: 7, connectInterval: 3 },
    ...{ grace: 3, bias: 5, witness: 2, powerOff: 25, lease: 20, watchdog: 5, heartbeats: 31 },
};

/** What follows from the timers, in seconds. */
export interface Derived {
    /** A dead peer is noticed. */
    readonly deadPeer: number;
    /** A peer whose disk stands still is dropped. */
    readonly stalledDisk: number;
    /** A frozen member that was not named resets itself. */
    readonly selfReset: number;
    /** The fence handler has ended, whatever happens. */
    readonly deadline: number;
    /** The longest that writes stand still before the survivor goes on. */
    readonly freeze: number;
    /** o2cb resets a member whose writes stand still for so long. */
    readonly heartbeatReset: number;
    /**
     * o2cb takes its own connection for lost after this. From then on it counts as long as for a lost heartbeat, which begins to count
     * when writes go on; if it were through first, the member b, which survives, would reset itself for not reaching a.
     */
    readonly connectionIdle: number;
}

/** One second between two events that must not meet. */
const MARGIN = 1;

/** What follows from a set of timers. Pure. */
export function derived(timers: Timers): Derived {
    const { pingInterval, pingTimeout, writeTimeout, lateWrites, grace, bias, witness, powerOff } = timers;
    const { lease, watchdog, heartbeats } = timers;
    const deadPeer = pingInterval + pingTimeout;
    const stalledDisk = writeTimeout * lateWrites;
    const deadline = grace + bias + witness + Math.max(powerOff, lease);
    return {
        ...{ deadPeer, stalledDisk, deadline },
        // The winner waits grace and lease after it has seen the cut; the loser sees it up to deadPeer later.
        selfReset: grace + lease - deadPeer - watchdog - MARGIN,
        // Two seconds pass until the next write of o2cb is due.
        freeze: 2 + Math.max(deadPeer, stalledDisk) + deadline,
        heartbeatReset: (heartbeats - 1) * 2,
        connectionIdle: Math.max(30, Math.ceil(2 + Math.max(deadPeer, stalledDisk) + deadline) + 2),
    };
}

/** Why a set of timers cannot be safe, as properties of `timers`. Pure. */
export function timingProblems(timers: Timers, dualPrimary: boolean): Problem[] {
    const { deadPeer, stalledDisk, selfReset, freeze, heartbeatReset, deadline } = derived(timers);
    const { grace, bias, witness, powerOff, lease, watchdog, writeTimeout, pingInterval, connectInterval } = timers;
    const problems: Problem[] = [];
    if (writeTimeout >= Math.min(pingInterval, connectInterval)) {
        const reason = `writeTimeoutSeconds ${writeTimeout} must be below pingIntervalSeconds ${pingInterval} and connectIntervalSeconds ${connectInterval}: DRBD asks for that`;
        problems.push({ property: "timers", reason });
    }
    const verdict = grace + bias + witness;
    if (selfReset <= verdict) {
        const reason =
            `a frozen member would reset itself after ${selfReset} s (grace ${grace} + lease ${lease} - dead peer ${deadPeer} - ` +
            `watchdog ${watchdog} - 1), before the witness has named it after ${verdict} s (grace ${grace} + bias ${bias} + ` +
            `witness ${witness}): raise leaseSeconds to ${lease + Math.floor(verdict - selfReset) + 1} or more`;
        problems.push({ property: "timers.leaseSeconds", reason });
    }
    if (dualPrimary && freeze >= heartbeatReset) {
        const reason =
            `writes may stand still for ${freeze} s (2 + noticed ${Math.max(deadPeer, stalledDisk)} + grace ${grace} + bias ${bias} + ` +
            `witness ${witness} + ${Math.max(powerOff, lease)} of power-off or lease), and o2cb resets BOTH members after ` +
            `${heartbeatReset} s: lower lateWrites, powerOffSeconds or leaseSeconds, or raise heartbeats to ` +
            `${Math.floor(freeze / 2) + 2} or more`;
        problems.push({ property: "timers", reason });
    }
    if (deadline > 600) {
        const reason = `the fence could take ${deadline} s: users wait for as long; keep it within 600 s`;
        problems.push({ property: "timers", reason });
    }
    return problems;
}
