import type { LabClient } from "../client/lab-client";
import type { Machine } from "../machine/machine";

/** One host of a pair in the lab: what the cloud does to it, and its machine. */
export class LabMember {
    constructor(
        readonly member: "a" | "b",
        /** Full host name. */
        readonly name: string,
        readonly address: string,
        readonly machine: Machine,
        private readonly client: LabClient,
    ) {}

    private get id(): number {
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

    /** The exit code and stdout of an operator's word: `standby("status")`. */
    async standby(words: string): Promise<{ code: number; stdout: string }> {
        return this.machine.run(`/usr/local/sbin/standby ${words}`, { seconds: 60 });
    }

    /** What this host logged since a time (milliseconds since 1970), without time stamps. */
    async logSince(milliseconds: number): Promise<string> {
        const since = Math.floor(milliseconds / 1000);
        return this.machine.succeed(`journalctl -q --no-pager -o cat --since @${since}`);
    }
}
