import type { LabClient } from "../client/lab-client";
import type { Machine } from "../machine/machine";

/** One host of a pair in the lab: what the cloud does to it, and its machine. */
export class LabMember {
    constructor(
        /** Short name: a, b, witness, or that of a replica. */
        readonly member: string,
        /** Full host name. */
        readonly name: string,
        readonly address: string,
        readonly machine: Machine,
        private readonly client: LabClient,
    ) {}

    /** Number of its Linode. */
    get id(): number {
        return this.machine.spec.id;
    }

    /** Power loss: everything stops at once, and stays off until `start`. */
    crash(): Promise<void> {
        return this.client.crash(this.id);
    }

    /** Power again; resolves when init runs, before services do. */
    start(): Promise<void> {
        return this.client.start(this.id);
    }

    /** Its host has power again, as in a cloud: the machine boots unless the API shut it down meanwhile. */
    restore(): Promise<void> {
        return this.client.restore(this.id);
    }

    /** Stops all its processes where they are; its kernel still takes connections, as with a stuck user space. */
    hang(): Promise<void> {
        return this.client.hang(this.id);
    }

    /** Ends `hang`: they go on as if no time had passed. */
    resume(): Promise<void> {
        return this.client.resume(this.id);
    }

    /**
     * Drops all packets between it and another host or address, those of open connections too, until `heal`. With
     * `oneWay` only what this one sends gets lost.
     */
    cutFrom(other: LabMember | string, { oneWay = false } = {}): Promise<void> {
        return this.client.cut(this.id, endOf(other), { oneWay });
    }

    /** Ends the cuts between it and another, of either way; without one, all cuts that it has. */
    async heal(other?: LabMember | string): Promise<void> {
        if (other !== undefined) return this.client.heal(this.id, endOf(other));
        const { cuts } = await this.client.state();
        const own = cuts.filter((cut) => [cut.a, cut.b].includes(String(this.id)));
        for (const { a, b } of own) await this.client.heal(a, b);
    }

    /** The exit code and stdout of an operator's word: `standby("status")`. */
    async standby(words: string, seconds = 180): Promise<{ code: number; stdout: string; stderr: string }> {
        return this.machine.run(`/usr/local/sbin/standby ${words}`, { seconds });
    }

    /** What this host logged since a time (milliseconds since 1970), without time stamps. */
    async logSince(milliseconds: number): Promise<string> {
        const since = Math.floor(milliseconds / 1000);
        return this.machine.succeed(`journalctl -q --no-pager -o cat --since @${since}`);
    }
}

function endOf(other: LabMember | string): string | number {
    return typeof other === "string" ? other : other.id;
}
