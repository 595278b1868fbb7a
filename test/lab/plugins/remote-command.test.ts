import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Props } from "../../../lab/plugins/values";
import { revealed, Secret } from "../../../lab/plugins/values";
import { ASSET, SIGNATURE } from "../../../lab/plugins/wire";
import { eventually } from "../../helpers/eventually";
import { PluginProcess } from "../../unit/lab/plugins/plugin-process";
import { OpenSsh } from "./openssh";

const COMMAND = "command:remote:Command";
const COPY = "command:remote:CopyToRemote";

describe("command:remote against a real OpenSSH server", () => {
    let server: OpenSsh;
    let plugin: PluginProcess;
    const scratch = (name: string): string => path.join(server.folder, name);
    const connection = (more: Props = {}): Props => ({ ...server.connection(), dialErrorLimit: 0, ...more });
    const create = async (inputs: Props): Promise<{ id: string; outs: Props }> => {
        const checked = await plugin.check(COMMAND, { connection: connection(), ...inputs });
        assert.deepEqual(checked.failures, []);
        return plugin.create(COMMAND, checked.inputs);
    };
    const sessions = (): string[] => {
        const file = scratch("sessions");
        return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim().split("\n") : [];
    };

    before(async () => {
        server = await OpenSsh.start();
        plugin = await PluginProcess.start("command", { STANDBY_SSH_LOG: scratch("sessions") });
        await plugin.configure({});
    });
    after(async () => {
        await plugin?.stop();
        await server?.stop();
    });

    it("runs create, trims one newline, keeps the connection secret, counts the session", async () => {
        const before = sessions().length;
        const { id, outs } = await create({
            create: "cat; printf 'a\\n\\n'; echo oops >&2",
            stdin: "in:",
            logging: "none",
        });
        assert.match(id, /^thing[0-9a-f]{8}$/);
        assert.equal(outs.stdout, "in:a\n");
        assert.equal(outs.stderr, "oops");
        assert.ok(outs.connection instanceof Secret);
        assert.equal(sessions().length, before + 1);
        const line = { host: "127.0.0.1", port: server.port, user: "root", kind: "exec", name: "thing" };
        assert.deepEqual(JSON.parse(sessions()[before]), line);
    });

    it("gives an unset stdin at its end, and takes a large one", async () => {
        assert.equal((await create({ create: "wc -c" })).outs.stdout, "0");
        assert.equal((await create({ create: "wc -c", stdin: "x".repeat(3_000_000) })).outs.stdout, "3000000");
    });

    it("puts the command and its whole output into the error", async () => {
        const message = 'Process exited with status 3: running "echo no; exit 3":\nno\n';
        await assert.rejects(create({ create: "echo no; exit 3" }), { details: message });
    });

    it("does not dial without a command, nor in a preview", async () => {
        const before = sessions().length;
        assert.equal((await create({})).outs.stdout, "");
        const inputs = { connection: connection(), create: "touch /nowhere/x" };
        const { outs } = await plugin.create(COMMAND, inputs, true);
        assert.deepEqual(Object.keys(outs).sort(), ["connection", "create", "stderr", "stdout"]);
        assert.equal(sessions().length, before);
    });

    it("runs update, else create, on any change, and delete with what was stored", async () => {
        const file = scratch("trace");
        const inputs: Props = { connection: connection(), create: `echo C >>${file}`, delete: `echo D >>${file}` };
        const { id, outs } = await plugin.create(COMMAND, inputs);
        const old = { state: revealed(outs), inputs };
        await plugin.update(COMMAND, id, old, { ...inputs, logging: "none" });
        await plugin.update(COMMAND, id, old, { ...inputs, update: `echo U >>${file}` });
        await plugin.delete(COMMAND, id, old.state);
        assert.equal(fs.readFileSync(file, "utf8"), "C\nC\nU\nD\n");
    });

    it("fails on a variable that the server refuses, before the command runs", async () => {
        const file = scratch("ran");
        await assert.rejects(
            create({ create: `touch ${file}`, environment: { FOO: "1" } }),
            /could not set environment variable "FOO"/,
        );
        const good = await create({ create: "echo $LC_ONE$LC_TWO", environment: { LC_ONE: "1", LC_TWO: "2" } });
        assert.equal(good.outs.stdout, "12");
        // Looked at after a whole further session: a command that was let through would be done by now.
        assert.ok(!fs.existsSync(file));
    });

    it("goes on when only the output of the step before is refused", async () => {
        const inputs = { connection: connection(), create: "echo fine" };
        const old = { state: { ...inputs, stdout: "old", stderr: "" }, inputs };
        assert.equal((await plugin.update(COMMAND, "x", old, { ...inputs, stdin: "n" })).stdout, "fine");
    });

    it("refuses another host key, and retries even that as often as it is told to", async () => {
        const hostKey = server.file("other-host.pub");
        const wrong = connection({ hostKey, dialErrorLimit: 1 });
        const message = "after 1 failed attempts: ssh: handshake failed: ssh: host key mismatch";
        await assert.rejects(plugin.create(COMMAND, { connection: wrong, create: "true" }), { details: message });
    });

    it("retries a wrong client key as a dial error", async () => {
        const wrong = connection({ privateKey: `${server.file("other-host")}\n`, dialErrorLimit: 2 });
        await assert.rejects(
            plugin.create(COMMAND, { connection: wrong, create: "true" }),
            /after 2 failed attempts: .*unable to authenticate/,
        );
    });

    it("waits for a server that starts later", async () => {
        const late = await OpenSsh.start();
        await late.halt();
        const running = plugin.create(COMMAND, {
            connection: { ...late.connection(), dialErrorLimit: -1 },
            create: "echo up",
        });
        await late.boot();
        assert.equal((await running).outs.stdout, "up");
        await late.stop();
    });

    it("goes through a bastion", async () => {
        const proxied = connection({ proxy: connection() });
        assert.equal((await plugin.create(COMMAND, { connection: proxied, create: "echo hop" })).outs.stdout, "hop");
    });

    it("leaves no connection behind", () => {
        const open = execFileSync("ss", ["-Htn", "state", "established", `( sport = :${server.port} )`], {
            encoding: "utf8",
        });
        assert.equal(open.trim(), "");
    });

    it("copies text with its folders, again only when contents or path changed", async () => {
        const source = (text: string): Props => ({ [SIGNATURE]: ASSET, hash: `h-${text}`, text });
        const target = scratch("a/b/file");
        const inputs: Props = { connection: connection(), source: source("one"), remotePath: target };
        const { id, outs } = await plugin.create(COPY, inputs);
        assert.equal(fs.readFileSync(target, "utf8"), "one");
        assert.equal(fs.statSync(target).mode & 0o777, 0o644);
        fs.writeFileSync(target, "mine");
        const old = { state: revealed(outs), inputs };
        await plugin.update(COPY, id, old, { ...inputs, connection: connection({ perDialTimeout: 3 }) });
        assert.equal(fs.readFileSync(target, "utf8"), "mine");
        await plugin.update(COPY, id, old, { ...inputs, source: source("two") });
        assert.equal(fs.readFileSync(target, "utf8"), "two");
    });

    it("ends a running command when the run is cancelled", async () => {
        const own = await PluginProcess.start("command");
        await own.configure({});
        const file = scratch("started");
        const running = own.create(COMMAND, { connection: connection(), create: `touch ${file}; sleep 30` });
        const failed = assert.rejects(running);
        await eventually("the command runs", 10, () => fs.existsSync(file));
        await own.cancel();
        await failed;
        await own.stop();
    });
});
