import assert from "node:assert/strict";
import { ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { filled } from "../../../../components/ops/host-file";
import { authorizedKeys } from "../../../../components/witness/plan";
import { eventually } from "../../../helpers/eventually";
import { Answer, record, run, scripts, Witness } from "./witness";

const SSHD = "/usr/sbin/sshd";

/** A real sshd before a real witness, with the shipped drop-in and the planned keys. */
describe("the witness over SSH", function () {
    this.timeout(60_000);
    let witness: Witness;
    let sshd: ChildProcess | undefined;
    let port = 0;
    const at = (name: string) => path.join(witness.folder, name);

    before(async function () {
        if (!fs.existsSync(SSHD) || process.getuid?.() !== 0) this.skip();
        witness = new Witness();
        for (const name of ["host", "a", "b", "stranger"]) {
            await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", at(name)]);
        }
        const publicKey = (name: string) => fs.readFileSync(at(`${name}.pub`), "utf8");
        const lines = authorizedKeys([
            {
                name: "db",
                members: ["a", "b"].map((name) => ({ name, hostName: `${name}.example` })),
                publicKeys: { a: publicKey("a"), b: publicKey("b") },
                addresses: [],
            },
        ]);
        // Where a host has the programs and the state, here is a folder of the test.
        const real = "/usr/local/lib/standby/witness/serve";
        const here = `env STANDBY_WITNESS_STATE=${at("state")} ${scripts}/witness/serve`;
        fs.mkdirSync(at("keys"));
        fs.writeFileSync(at("keys/root"), lines.replaceAll(real, here));
        [port] = await freePorts(2);
        const [, link] = await freePorts(2);
        const dropIn = filled("roles", "/etc/ssh/sshd_config.d/20-standby-link.conf", {
            sshPort: link,
            linkPort: port,
        });
        const config = [
            ...["ListenAddress 127.0.0.1", `HostKey ${at("host")}`, `PidFile ${at("pid")}`, "AcceptEnv LANG LC_*"],
            // The folder of the test is under /tmp, where everybody may write.
            ...["StrictModes no", "UsePAM no", "PermitRootLogin prohibit-password"],
            dropIn.content.replaceAll("/etc/ssh/standby", at("keys")),
        ];
        fs.writeFileSync(at("sshd_config"), config.join("\n"));
        fs.mkdirSync("/run/sshd", { recursive: true });
        sshd = spawn(SSHD, ["-D", "-e", "-f", at("sshd_config")], { stdio: "ignore" });
        await eventually("sshd listens on the second port", 20, () => answers(port));
    });

    after(() => {
        sshd?.kill();
        witness?.remove();
    });

    function ssh(member: string, words: string, input = "", more: string[] = []): Promise<Answer> {
        const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "BatchMode=yes"];
        const all = [...options, "IdentitiesOnly=yes", "IdentityAgent=none"].flatMap((option) => ["-o", option]);
        const to = ["-F", "none", "-i", at(member), "-p", String(port), ...more, "root@127.0.0.1", words];
        return run("ssh", [...all, ...to], {}, input);
    }

    it("passes words, stdin, output and status", async () => {
        assert.equal((await ssh("a", "read")).status, 3);
        assert.equal((await ssh("a", "write 0", record())).stdout, `serial 1\n${record()}`);
        assert.equal((await ssh("b", "write 0", record({ by: "b" }))).status, 4);
        assert.equal((await ssh("b", "read")).stdout, `serial 1\n${record()}`);
        assert.equal((await ssh("a", "write 1", record({ why: "x".repeat(200_000) }))).status, 5);
    });

    it("knows a member by its key: one cannot write as the other", async () => {
        const { status, stderr } = await ssh("b", "write 1", record());
        assert.equal(status, 5);
        assert.match(stderr, /by 'a' is not the member that writes, b/);
        assert.match((await ssh("b", "names")).stdout, /^db2\.example\.test\n/);
    });

    it("lets no stranger in, and nobody do anything else", async () => {
        assert.equal((await ssh("stranger", "read")).status, 255);
        assert.equal((await ssh("a", "id")).status, 64);
        assert.equal((await ssh("a", "read; touch " + at("proof"))).status, 64);
        assert.equal(fs.existsSync(at("proof")), false);
        const forwarded = await ssh("a", "time", "", ["-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:1"]);
        assert.equal(forwarded.status, 255);
    });

    it("takes no state folder from a member", async () => {
        const elsewhere = ["-o", "SetEnv=STANDBY_WITNESS_STATE=/nonexistent"];
        assert.equal((await ssh("a", "read", "", elsewhere)).status, 0);
    });
});

function answers(port: number): Promise<boolean> {
    return new Promise((resolve) => {
        const socket = net.connect(port, "127.0.0.1");
        socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
        socket.on("connect", () => socket.destroy());
    });
}

async function freePorts(count: number): Promise<number[]> {
    const servers = Array.from({ length: count }, () => net.createServer().listen(0, "127.0.0.1"));
    await Promise.all(servers.map((server) => new Promise((resolve) => server.on("listening", resolve))));
    const ports = servers.map((server) => (server.address() as net.AddressInfo).port);
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    return ports;
}
