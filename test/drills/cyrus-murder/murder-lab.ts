import type { CyrusTopology } from "../../../components/cyrus/topology";
import { ensureEngine } from "../../../lab/engine/find";
import { succeeded } from "../../../lab/engine/pulumi";
import { labDown, labUp, type Lab } from "../../../lab/lab";
import type { Machine } from "../../../lab/machine/machine";
import { testProgram } from "../../helpers/lab";
import { CLIENT, LMTP, PROGRAM, USERS } from "./program";

export type UserName = keyof typeof USERS;
export type Once = Record<UserName, { read: string; create: string; error?: string }>;
export type Looped = Record<UserName, { stored: number; gap: number }>;

/** One host of the drill. */
export interface MurderHost {
    readonly machine: Machine;
    crash(): Promise<void>;
    start(): Promise<void>;
}

/** A pair behind a Murder, in a lab of its own. */
export class MurderLab {
    private constructor(
        private readonly lab: Lab,
        readonly topology: CyrusTopology,
        private readonly ca: string,
    ) {}

    static async up(name: string): Promise<MurderLab> {
        const engine = await ensureEngine(() => undefined);
        const lab = await labUp(name, () => undefined, { zones: ["example.test"] });
        const { pulumi } = await testProgram({ lab, engine }, "murder", PROGRAM);
        succeeded(await pulumi.up());
        const { topology, caCertificate } = await pulumi.output();
        return new MurderLab(lab, topology as CyrusTopology, caCertificate as string);
    }

    down(): Promise<void> {
        return labDown(this.lab.name);
    }

    /** By key: a, b, witness, mupdate, front1, front2. */
    host(key: string): MurderHost {
        const { members, witness, murder } = this.topology;
        const fronts = Object.fromEntries((murder?.frontends ?? []).map((one) => [one.key, one]));
        const id = { ...members, witness, mupdate: murder?.mupdate, ...fronts }[key]?.instanceId;
        if (id === undefined) throw new Error(`no host "${key}"`);
        const { client } = this.lab;
        const machine = this.lab.machine(id);
        return { machine, crash: () => client.crash(Number(id)), start: () => client.start(Number(id)) };
    }

    /** The frontend that has the users' address; throws unless exactly one has. */
    async withAddress(): Promise<string> {
        const keys = (this.topology.murder?.frontends ?? []).map(({ key }) => key);
        const found = keys.map(async (key) => {
            const { machine } = this.host(key);
            const shown = machine.running() ? await machine.run("ip -o -4 address show dev eth1") : { stdout: "" };
            return shown.stdout.includes(`${this.topology.murder?.address}/`) ? [key] : [];
        });
        const having = (await Promise.all(found)).flat();
        if (having.length === 1) return having[0];
        throw new Error(`one frontend must have the address, these have: ${having.join(", ") || "none"}`);
    }

    /** Each user logs in at the address, reads, and makes a folder. */
    async once(): Promise<Once> {
        return JSON.parse(await this.client("once")) as Once;
    }

    /** Each user stores mails for so long. */
    async loop(seconds: number): Promise<Looped> {
        return JSON.parse(await this.client(`loop ${seconds}`)) as Looped;
    }

    /** What an MTA on this frontend hears about each recipient. */
    async lmtp(front: string, ...names: string[]): Promise<Record<string, string>> {
        const answer = await this.asMail(front, `python3 - ${names.join(" ")}`, LMTP);
        return JSON.parse(answer) as Record<string, string>;
    }

    private async client(words: string): Promise<string> {
        const { machine } = this.host("witness");
        await machine.run("cat >/root/drill-ca.crt", { stdin: this.ca });
        const { stdout, stderr } = await machine.run(`python3 - ${words}`, { stdin: CLIENT, seconds: 120 });
        if (!stdout) throw new Error(stderr);
        return stdout;
    }

    private async asMail(front: string, command: string, stdin: string): Promise<string> {
        const { stdout } = await this.host(front).machine.run(
            `cd / && setpriv --reuid=nobody --regid=mail --clear-groups ${command}`,
            { stdin, seconds: 60 },
        );
        return stdout;
    }
}
