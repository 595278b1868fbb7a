import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { cacheDir } from "../../../lab/paths";
import { eventually } from "../../helpers/eventually";

/** The system's sshd, or Debian's package unpacked into the cache: installing it would start a server for all to see. */
function sshdProgram(): string {
    if (fs.existsSync("/usr/sbin/sshd")) return "/usr/sbin/sshd";
    const folder = cacheDir("openssh-server");
    const program = path.join(folder, "usr", "sbin", "sshd");
    if (fs.existsSync(program)) return program;
    fs.mkdirSync(folder, { recursive: true });
    execFileSync("apt-get", ["download", "-qq", "openssh-server"], {
        cwd: folder,
        stdio: ["ignore", "ignore", "pipe"],
    });
    const deb = fs.readdirSync(folder).find((name) => name.endsWith(".deb"));
    if (!deb) throw new Error("apt-get download openssh-server left no package");
    execFileSync("dpkg", ["-x", path.join(folder, deb), folder]);
    return program;
}

function freePort(): Promise<number> {
    return new Promise((resolve) => {
        const server = net.createServer().listen(0, "127.0.0.1", () => {
            const { port } = server.address() as net.AddressInfo;
            server.close(() => resolve(port));
        });
    });
}

/** sshd wants a user of its own and an unlocked root: given to it alone, in a mount namespace. */
const IN_NAMESPACE = `set -eu
dir=$1; shift
{ grep -v '^sshd:' /etc/passwd; echo 'sshd:x:65533:65534::/run/sshd:/usr/sbin/nologin'; } >"$dir/passwd"
sed 's/^root:[^:]*:/root:*:/' /etc/shadow >"$dir/shadow"
mount --bind "$dir/passwd" /etc/passwd
mount --bind "$dir/shadow" /etc/shadow
mkdir -p "$dir/run" && chmod 755 "$dir" "$dir/run"
mount --bind "$dir/run" /run && mkdir -p /run/sshd
exec "$@"`;

/** An OpenSSH server on 127.0.0.1 with throw-away keys, for root. */
export class OpenSsh {
    private child: ChildProcess | undefined;
    port = 0;

    private constructor(readonly folder: string) {}

    static async start(): Promise<OpenSsh> {
        const server = new OpenSsh(fs.mkdtempSync(path.join(os.tmpdir(), "standby-sshd-")));
        for (const name of ["host", "other-host", "client"]) {
            execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path.join(server.folder, name)]);
        }
        server.port = await freePort();
        await server.boot();
        return server;
    }

    file(name: string): string {
        return fs.readFileSync(path.join(this.folder, name), "utf8").trim();
    }

    /** A `connection` that works: pinned host key, the client's key. */
    connection(): { host: string; port: number; privateKey: string; hostKey: string } {
        const hostKey = this.file("host.pub").split(" ").slice(0, 2).join(" ");
        return { host: "127.0.0.1", port: this.port, privateKey: `${this.file("client")}\n`, hostKey };
    }

    async boot(): Promise<void> {
        const settings = [
            `HostKey=${path.join(this.folder, "host")}`,
            `AuthorizedKeysFile=${path.join(this.folder, "client.pub")}`,
            `Port=${this.port}`,
            "ListenAddress=127.0.0.1",
            "PidFile=none",
            "StrictModes=no",
            "UsePAM=no",
            "PasswordAuthentication=no",
            "AcceptEnv=LANG LC_*",
            "Subsystem=sftp internal-sftp",
        ];
        const options = settings.flatMap((setting) => ["-o", setting]);
        const sshd = [sshdProgram(), "-D", "-e", "-f", "/dev/null", ...options];
        const inside = ["sh", "-c", IN_NAMESPACE, "sh", this.folder, ...sshd];
        const log = fs.openSync(path.join(this.folder, "log"), "a");
        this.child = spawn("unshare", ["--mount", "--propagation", "private", ...inside], {
            stdio: ["ignore", log, log],
        });
        fs.closeSync(log);
        await eventually("sshd answers", 10, () => this.file("log").includes("Server listening"));
    }

    /** How many logins the server has seen. */
    logins(): number {
        return this.file("log")
            .split("\n")
            .filter((line) => line.includes("Accepted publickey")).length;
    }

    /** Stops the server; its keys and port stay. */
    async halt(): Promise<void> {
        const child = this.child;
        if (!child || child.exitCode !== null) return;
        const ended = new Promise((resolve) => child.once("exit", resolve));
        child.kill("SIGTERM");
        await ended;
        fs.rmSync(path.join(this.folder, "log"));
    }

    async stop(): Promise<void> {
        await this.halt();
        fs.rmSync(this.folder, { recursive: true, force: true });
    }
}
