import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ensureImage } from "../../../lab/machine/image";
import { type Backend, newMachine, type Machine } from "../../../lab/machine/machine";
import { claimSlot, netDown, netUp, networkOf, type LabNetwork, type VlanPort } from "../../../lab/net/network";
import { labDir } from "../../../lab/paths";

/** Two machines on a lab network of their own, and the key that opens them. */
export class TwoMachines {
    readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "standby-machines-"));
    readonly labs = path.join(this.folder, "labs");
    net!: LabNetwork;
    a!: Machine;
    b!: Machine;
    private readonly labsBefore = process.env.STANDBY_LABS;

    constructor(private readonly backend: Backend = "nspawn") {}

    /** Makes and boots both; `vlans` says in which VLANs machine 1 and 2 are. */
    async up(healthySeconds = 60, vlans: (id: number) => VlanPort[] = () => []): Promise<void> {
        process.env.STANDBY_LABS = this.labs;
        const image = await ensureImage("linode/debian12", () => undefined, this.backend);
        this.net = networkOf("verbs", await claimSlot("verbs"));
        await netUp(this.net);
        for (const name of ["client", "host"]) {
            execFileSync("ssh-keygen", [
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-C",
                name,
                "-f",
                path.join(this.folder, name),
            ]);
        }
        this.a = this.machine(1, image, vlans(1));
        this.b = this.machine(2, image, vlans(2));
        await Promise.all([this.a, this.b].map((machine) => machine.create().then(() => machine.boot())));
        await Promise.all(
            [this.a, this.b].map((machine) => machine.eventually("systemctl is-system-running", healthySeconds)),
        );
    }

    /** Whatever the tests did: nothing stays. */
    async down(): Promise<void> {
        for (const machine of [this.a, this.b]) await machine?.destroy();
        if (this.net !== undefined) await netDown(this.net);
        fs.rmSync(this.folder, { recursive: true, force: true });
        if (this.labsBefore === undefined) delete process.env.STANDBY_LABS;
        else process.env.STANDBY_LABS = this.labsBefore;
    }

    /** Runs a command on a machine by ssh, with the key from the user data and the host key pinned. */
    ssh(machine: Machine, command: string): string {
        const known = path.join(this.folder, "known_hosts");
        fs.writeFileSync(known, `${machine.spec.ipv4} ${this.read("host.pub")}`);
        const options = [
            "BatchMode=yes",
            "ConnectTimeout=2",
            "StrictHostKeyChecking=yes",
            `UserKnownHostsFile=${known}`,
        ];
        const args = ["-i", path.join(this.folder, "client"), ...options.flatMap((option) => ["-o", option])];
        return execFileSync("ssh", [...args, `root@${machine.spec.ipv4}`, command], { stdio: "pipe" }).toString();
    }

    private machine(id: number, image: string, vlans: VlanPort[]): Machine {
        const userData = {
            ssh_authorized_keys: [this.read("client.pub").trim()],
            ssh_keys: { ed25519_private: this.read("host"), ed25519_public: this.read("host.pub").trim() },
            runcmd: ["echo applied >>/root/user-data-runs"],
        };
        return newMachine({
            id,
            backend: this.backend,
            vlans,
            hostname: `m${id}.example.test`,
            net: this.net,
            dir: labDir("verbs", "machines", String(id)),
            image,
            diskMb: 2048,
            memoryMb: 512,
            ipv4: `10.213.${this.net.slot}.${10 + id}`,
            ipv6: this.net.subnet6.replace("/64", String(10 + id)),
            userData: `#cloud-config\n${JSON.stringify(userData, undefined, 2)}\n`,
            authorizedKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOtherKeyOfThisTestOnlyxxxxxxxxxxxxxxxxxx other"],
        });
    }

    private read(name: string): string {
        return fs.readFileSync(path.join(this.folder, name), "utf8");
    }
}
