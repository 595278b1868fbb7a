import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { ChildProcess, spawn } from "node:child_process";
import { eventually } from "../../../helpers/eventually";
import { Answer, run, scripts, Witness } from "./witness";

const HOSTS: Readonly<Record<string, string>> = { a: "db1.example.test", b: "db2.example.test" };

/** A member's files in a folder of its own. Its `witness` runs the shipped `serve`, without SSH between. */
export class MemberFiles {
    readonly folder: string;
    readonly tls: string;
    readonly env: NodeJS.ProcessEnv;

    constructor(
        readonly witness: Witness,
        readonly name: string,
    ) {
        this.folder = path.join(witness.folder, name);
        this.tls = path.join(this.folder, "tls");
        this.env = {
            ...witness.env,
            STANDBY_TLS: this.tls,
            STANDBY_ROLE_LIB: path.join(this.folder, "lib"),
            STANDBY_CERTIFICATE_CONF: path.join(this.folder, "conf"),
            STANDBY_CERTIFICATE_HOOK: path.join(this.folder, "hook"),
        };
        fs.mkdirSync(this.folder);
        fs.writeFileSync(
            path.join(this.folder, "lib"),
            [
                `MEMBER=${name} HOST_a=${HOSTS.a} HOST_b=${HOSTS.b}`,
                "witness() {",
                `    [ ! -e ${this.folder}/cut ] || return 255`,
                `    SSH_ORIGINAL_COMMAND="$*" ${scripts}/witness/serve db ${name}`,
                "}",
                "",
            ].join("\n"),
        );
    }

    /** What the timer runs on the member. */
    certificate(...args: string[]): Promise<Answer> {
        return run(path.join(scripts, "certificate"), args, this.env);
    }

    status(): Promise<Answer> {
        return run(path.join(scripts, "status.d/certificate"), [], this.env);
    }

    /** The program that the engine would have; it writes a line to `told` each time. */
    hook(status: number): void {
        const text = `#!/bin/sh\necho told >>${this.folder}/told\nexit ${status}\n`;
        fs.writeFileSync(path.join(this.folder, "hook"), text, { mode: 0o755 });
    }

    told(): number {
        const file = path.join(this.folder, "told");
        return fs.existsSync(file) ? fs.readFileSync(file, "utf8").split("\n").length - 1 : 0;
    }

    /** Cuts the member off from its witness, or joins it again. */
    cut(isCut: boolean): void {
        if (isCut) fs.writeFileSync(path.join(this.folder, "cut"), "");
        else fs.rmSync(path.join(this.folder, "cut"));
    }

    file(name: string): string {
        return path.join(this.tls, name);
    }

    text(name: string): string {
        return fs.readFileSync(this.file(name), "utf8");
    }

    /** All four files, to be compared. */
    all(): string[] {
        return ["ca.crt", "crl.pem", "member.crt", "member.key"].map((name) => this.text(name));
    }
}

async function freePort(): Promise<number> {
    const server = net.createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.on("listening", resolve));
    const { port } = server.address() as net.AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
}

/** Options by which openssl trusts what the member trusts; -CAfile takes several certificates, and CRLs too. */
function trust(member: MemberFiles): string[] {
    const both = path.join(member.folder, "trust.pem");
    fs.writeFileSync(both, member.text("ca.crt") + member.text("crl.pem"));
    return ["-CAfile", both, "-crl_check_all", "-verify_return_error"];
}

function identity(member: MemberFiles): string[] {
    return ["-cert", member.file("member.crt"), "-key", member.file("member.key")];
}

/** One TLS session of two members, each with what it has now. Resolves to "" or to why one refused the other. */
export async function handshake(server: MemberFiles, client: MemberFiles): Promise<string> {
    const port = await freePort();
    const args = ["s_server", "-accept", `127.0.0.1:${port}`, "-Verify", "1", "-naccept", "1", "-rev"];
    const listening = spawn("openssl", [...args, ...identity(server), ...trust(server)]);
    const said = collected(listening);
    try {
        await eventually("openssl s_server listens", 10, () => said.text.includes("ACCEPT"));
        const name = ["-verify_hostname", HOSTS[server.name], "-verify", "1"];
        const connect = [
            "s_client",
            "-quiet",
            "-connect",
            `127.0.0.1:${port}`,
            ...name,
            ...identity(client),
            ...trust(client),
        ];
        // The server turns each line round: an answer proves that both have accepted each other.
        const { stdout, stderr } = await run("timeout", ["10", "openssl", ...connect], {}, "olleh\nCLOSE\n");
        if (/^hello$/m.test(stdout)) return "";
        const all = stdout + stderr + said.text;
        return /verify error:.*/.exec(all)?.[0] ?? all;
    } finally {
        listening.kill("SIGKILL");
    }
}

function collected(child: ChildProcess): { text: string } {
    const said = { text: "" };
    child.stdout?.on("data", (data: Buffer) => (said.text += data.toString()));
    child.stderr?.on("data", (data: Buffer) => (said.text += data.toString()));
    return said;
}
