import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { backupPlan, packages, primaryPlan, recipientList } from "../../components/backup-mx/plan";
import { plainSettings } from "../../components/backup-mx/settings";
import { basePlan } from "../../components/host/base-plan";
import { launcher } from "../../components/host/host-phase";
import { Bundle, parcel } from "../../components/ops/bundle";
import { incomingName, sha256 } from "../../components/ops/file";
import { shipped } from "../../components/ops/host-file";
import { ensureImage } from "../../lab/machine/image";
import { newMachine, type Machine, type RunResult } from "../../lab/machine/machine";
import { claimSlot, netDown, netUp, networkOf, type LabNetwork } from "../../lab/net/network";
import { labDir } from "../../lab/paths";
import { startAptCache, stopServices } from "../../lab/services";

/** What a run tells on stdout. */
export interface Applied {
    phase: string;
    digest: string;
    packages: number;
    files: number;
    started: string[];
    reloaded: string[];
    restarted: string[];
}

/** The whole line that SSH runs, and what it gets by stdin. */
export function sending(bundle: Bundle, instance = "1"): { command: string; stdin: string } {
    const { digest, stdin } = parcel(shipped("host", "/usr/local/lib/standby/apply"), bundle, instance);
    return { command: launcher("root", digest), stdin };
}

/** Machines with the package cache, on a network of their own: what the host-side runtime is tried on. */
export class RuntimeLab {
    private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "standby-runtime-"));
    private readonly machines: Machine[] = [];
    private constructor(
        private readonly net: LabNetwork,
        private readonly image: string,
    ) {
        execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path.join(this.folder, "key")]);
    }

    static async start(name: string): Promise<RuntimeLab> {
        const net = networkOf(name, await claimSlot(name));
        const lab = new RuntimeLab(net, await ensureImage("linode/debian12", () => undefined));
        await netUp(net);
        await startAptCache(net, lab.folder);
        return lab;
    }

    /** The public key that may log in as root. */
    get key(): string {
        return fs.readFileSync(path.join(this.folder, "key.pub"), "utf8").trim();
    }

    /** Address of a machine, made or not yet. */
    address(id: number): string {
        return `10.213.${this.net.slot}.${10 + id}`;
    }

    /** A new machine, as a cloud hands it out. */
    async machine(id: number): Promise<Host> {
        const machine = newMachine({
            id,
            hostname: `m${id}.example.com`,
            net: this.net,
            dir: labDir(this.net.lab, "machines", String(id)),
            image: this.image,
            diskMb: 2048,
            memoryMb: 768,
            ipv4: this.address(id),
            ipv6: this.net.subnet6.replace("/64", String(10 + id)),
            authorizedKeys: [this.key],
        });
        this.machines.push(machine);
        await machine.create();
        await machine.boot();
        return new Host(machine);
    }

    async end(): Promise<void> {
        for (const machine of this.machines) await machine.destroy();
        await stopServices(this.folder);
        await netDown(this.net);
        fs.rmSync(this.folder, { recursive: true, force: true });
        fs.rmSync(labDir(this.net.lab), { recursive: true, force: true });
    }
}

/** One machine, and what tests do to it over and over. */
export class Host {
    constructor(readonly machine: Machine) {}

    /** Sends a bundle as the engine does, but for the wire. */
    send(bundle: Bundle, instance?: string): Promise<RunResult> {
        const { command, stdin } = sending(bundle, instance);
        return this.machine.run(command, { stdin, seconds: 300 });
    }

    /** The same for a bundle that must be accepted. */
    async apply(bundle: Bundle, instance?: string): Promise<Applied> {
        const { code, stdout, stderr } = await this.send(bundle, instance);
        if (code !== 0) throw new Error(`${bundle.phase}: exit code ${code}: ${stdout}${stderr}`);
        return JSON.parse(stdout) as Applied;
    }

    /** The same for a bundle that must be refused: what is said of it, in a form that the engine can print. */
    async refuse(bundle: Bundle): Promise<string> {
        const { code, stdout, stderr } = await this.send(bundle);
        assert.deepEqual({ code, stdout }, { code: 1, stdout: "" }, stderr);
        const lines = stderr.trimEnd().split("\n");
        assert.ok(lines.length <= 20, `${lines.length} lines`);
        for (const line of lines) assert.match(line, /^[\t -~]{0,300}$/);
        return stderr;
    }

    /** Puts data where a phase finds it; returns its digest. */
    async data(text: string, digest = sha256(text)): Promise<string> {
        await this.machine.run(`cat >/root/${incomingName(digest)}`, { stdin: text });
        return digest;
    }

    /** What a command says, without the end of its last line. */
    async say(command: string): Promise<string> {
        return (await this.machine.succeed(command)).trimEnd();
    }

    /** Content, access and time of files; "missing" for those that are not there. */
    look(...paths: string[]): Promise<string> {
        const one = '[ ! -e "$p" ] && echo "$p missing" || stat -c "%n %a %U:%G %y" "$p" && sha256sum <"$p"';
        return this.say(`for p in ${paths.join(" ")}; do ${one}; done 2>/dev/null || true`);
    }

    /** The same of all that was applied, and what Postfix runs as: what must not change when nothing is done. */
    async everything(): Promise<string> {
        const paths = await this.say("sed -n 's/^is \\([^ ]*\\) .*/\\1/p' /var/lib/standby/applied/*");
        return `${await this.look(...paths.split("\n"))}\n${await this.mail()}`;
    }

    /** Process id of Postfix. */
    mail(): Promise<string> {
        return this.say("cat /var/spool/postfix/pid/master.pid");
    }

    /** How many lines of the journal hold `text`. */
    async logged(text: string): Promise<number> {
        return Number(await this.say(`journalctl --sync; journalctl -q -o cat | grep -cF '${text}' || true`));
    }

    /** Throws unless `standby status` finds nothing wrong. */
    async healthy(): Promise<void> {
        const { code, stdout, stderr } = await this.machine.run("standby status");
        assert.equal(code, 0, stdout + stderr);
    }
}

export const recipients = recipientList(["anna@example.com", "ben@example.com"]);

const settings = plainSettings({
    zone: "example.com",
    recipients: ["anna@example.com", "ben@example.com"],
    a: { hostName: "mail.example.com" },
    b: { hostName: "mail2.example.com" },
})!;

/** The base bundle of a mail host. */
export function base(key: string): Bundle {
    return basePlan({ authorizedKeys: [key], tcpPorts: [25], packages: packages("postfix") });
}

/** The service bundle of either host; the other one is at an address where nobody is. */
export function service(role: "primary" | "backup", postfixSettings: Record<string, string> = {}): Bundle {
    const plan = role === "primary" ? primaryPlan : backupPlan;
    return plan({ ...settings, postfixSettings }, "192.0.2.1", sha256(recipients));
}
