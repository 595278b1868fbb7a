/**
 * How long things may take, in seconds, by name. They are generous: a test fails on a broken promise, and on time only
 * where something hangs. STANDBY_SLOW multiplies them all on slow machines.
 */
const multiplier = Number(process.env.STANDBY_SLOW ?? "1");
if (!(multiplier > 0)) throw new Error(`STANDBY_SLOW: "${process.env.STANDBY_SLOW}": must be a number above 0, like 2`);

const seconds = {
    /** From nothing to a lab with a working pair; the engine and the images are built outside of it. */
    coldLab: 900,
    /** A first `up` of a pair. */
    coldUp: 600,
    /** An `up` on machines that run. */
    up: 180,
    destroy: 180,
    /** A crashed machine is started and greets as a mail server. */
    serviceBack: 120,
    /** RTO: the longest time in which a sender got no mail off, over the loss of one MX. */
    acknowledgementGap: 60,
    /** Queued mail is at the primary, from its first greeting. */
    flush: 120,
    /** One mail from the sender to a mailbox, by way of the backup. */
    delivery: 60,
    /** All mails of a drill are acknowledged. */
    sending: 300,
    /** So many rows as a drill waits for are acknowledged. */
    rows: 60,
    /** A server's answer to a sender: the next one is tried after that. */
    reply: 10,
    /** A standby that is up has all that its primary has. */
    inSync: 120,
    audits: 120,
    /** A pair that was just made, or left by another drill, is in order. */
    settle: 30,
    /** A virtual machine is healthy, from power on; also in software emulation, two of them on two cores. */
    vmBoot: 180,
    scan: 240,
    /** A whole drill. */
    drill: 900,
    /** One that does something a hundred times. */
    longDrill: 3600,
};

/**
 * How much longer anything may take on virtual machines in software emulation, where KVM does not work: the one number by which
 * drills there multiply budgets, and the goals that they are held against.
 */
export const EMULATION = 4;
let slowness = 1;

/** Does `work`, a drill, with budgets of emulated machines. */
export async function inEmulation<T>(emulated: boolean, work: () => Promise<T>): Promise<T> {
    slowness = emulated ? EMULATION : 1;
    return work().finally(() => (slowness = 1));
}

/** By how much budgets, and goals, are multiplied for the machines that a drill is on: 1 unless they are emulated. */
export function slowdown(): number {
    return slowness;
}

export type Budget = keyof typeof seconds;

/** Seconds of the budget called `name`. */
export function budget(name: Budget): number {
    return seconds[name] * multiplier * slowness;
}

/** The same in milliseconds, as mocha wants it. */
export function budgetMs(name: Budget): number {
    return budget(name) * 1000;
}
