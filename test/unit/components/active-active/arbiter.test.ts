import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";

const root = path.resolve(__dirname, "..", "..", "..", "..", "..");
const PROGRAM = path.join(root, "components/active-active/files/usr/local/lib/standby/witness/arbiter");

/** A cloud's API, as far as a fence asks for it. */
class Cloud {
    status = "running";
    /** Answers to POST before the first that is accepted. */
    refusals: [number, string][] = [];
    readonly seen: string[] = [];
    private readonly server = http.createServer((request, response) => {
        this.seen.push(`${request.method} ${request.url} ${request.headers.authorization}`);
        const answer = (code: number, body: unknown) => response.writeHead(code).end(JSON.stringify(body));
        if (request.headers.authorization !== "Bearer good")
            return answer(401, { errors: [{ reason: "Invalid Token" }] });
        if (request.method === "GET") return answer(200, { id: 7, status: this.status });
        const [code, reason] = this.refusals.shift() ?? [200, ""];
        if (code === 200) this.status = request.url?.endsWith("/boot") ? "booting" : "offline";
        answer(code, code === 200 ? {} : { errors: [{ reason }] });
    });

    async start(): Promise<string> {
        await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v4`;
    }

    stop = () => new Promise((resolve) => this.server.close(resolve));
}

describe("The arbiter on the witness", function () {
    this.timeout(60_000);
    let folder: string;
    let cloud: Cloud;

    const file = (name: string) => path.join(folder, name);
    const lock = () => fs.readFileSync(file("mail/lock"), "utf8");
    const set = (epoch: number, holder: string, shut: string) =>
        fs.writeFileSync(file("mail/lock"), `epoch ${epoch}\nholder ${holder}\nshut ${shut}\n`);

    /** What a member is told, with the status. */
    function ask(member: string, words: string): Promise<{ status: number; said: string }> {
        const env = {
            PATH: "/usr/bin:/bin",
            SSH_ORIGINAL_COMMAND: words,
            STANDBY_FENCE_STATE: folder,
            STANDBY_FENCE_CONF: file("conf"),
        };
        return new Promise((resolve) => {
            execFile("sh", [PROGRAM, "mail", member], { env }, (error, stdout, stderr) => {
                assert.equal(stderr, "");
                resolve({ status: Number(error?.code ?? 0), said: stdout.trim() });
            });
        });
    }

    const facts = async (member: string, words: string) => {
        const { status, said } = await ask(member, words);
        const of = (name: string) => new RegExp(`^${name} (.*)$`, "m").exec(said)?.[1];
        return status === 0 ? `${of("epoch")} ${of("holder")} ${of("shut")}` : `${status}: ${said}`;
    };

    beforeEach(async () => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "standby-arbiter-"));
        fs.mkdirSync(file("mail"));
        fs.mkdirSync(file("conf"));
        fs.writeFileSync(file("mail/members"), "a none\nb 7\n");
        cloud = new Cloud();
        fs.writeFileSync(file("conf/url"), `${await cloud.start()}\n`);
        fs.writeFileSync(file("conf/authorization"), "Authorization: Bearer good\n");
        fs.writeFileSync(file("conf/seconds"), "3\n");
    });

    afterEach(async () => {
        await cloud.stop();
        fs.rmSync(folder, { recursive: true });
    });

    it("begins a pair once", async () => {
        assert.equal(await facts("a", "read"), "3: there is no lock yet");
        assert.equal(await facts("b", "claim 0"), "3: there is no lock yet");
        assert.equal(await facts("a", "begin"), "1 a none");
        assert.equal(await facts("a", "begin"), "1 a none", "its answer may have been lost");
        assert.equal(await facts("b", "begin"), "4: the pair began already: it is in epoch 1");
        assert.equal(await facts("b", "read"), "1 a none");
    });

    it("names the first who claims, and nobody of an older epoch", async () => {
        set(4, "a", "none");
        assert.equal(await facts("b", "claim 3"), "4: b was last whole in epoch 3, this is 4: a goes on");
        assert.equal(await facts("b", "claim 4"), "5 b a");
        assert.equal(await facts("b", "claim 4"), "5 b a", "its answer may have been lost");
        assert.equal(await facts("a", "claim 4"), "4: a is shut out since epoch 5: b goes on");
        assert.equal(await facts("a", "claim 5"), "4: a is shut out since epoch 5: b goes on");
        assert.equal(await facts("b", "claim 5"), "5 b a");
    });

    it("never names two in one epoch, however they meet", async () => {
        for (let round = 0; round < 25; round++) {
            set(round + 1, "a", "none");
            const both = await Promise.all(["a", "b"].map((member) => ask(member, `claim ${round + 1}`)));
            assert.deepEqual(both.map(({ status }) => status).sort(), [0, 4]);
        }
    });

    it("hands over in order, and admits whom the holder admits", async () => {
        set(4, "a", "none");
        assert.equal(await facts("b", "yield 4"), "4: the lock is a's in epoch 4, not b's in 4");
        assert.equal(await facts("a", "yield 4"), "5 b none");
        assert.equal(await facts("a", "claim 4"), "4: a was last whole in epoch 4, this is 5: b goes on");
        assert.equal(await facts("b", "claim 4"), "6 b a", "it had not heard of it yet");
        set(5, "b", "none");
        assert.equal(await facts("b", "drain 5"), "6 a b");
        assert.equal(await facts("a", "yield 6"), "4: b is shut out: nobody is there to take over");
        assert.equal(await facts("b", "admit 6"), "4: the lock is a's in epoch 6, not b's in 6");
        assert.equal(await facts("a", "admit 6"), "6 a none");
        assert.equal(await facts("b", "drain 6"), "6 a b", "a standby is drained without a change of epoch");
    });

    it("powers off whom it has shut out, and says so when the cloud does", async () => {
        set(5, "a", "none");
        assert.equal(await facts("a", "power-off 5"), "4: b is not shut out");
        set(5, "a", "b");
        assert.equal(await facts("b", "power-off 5"), "4: the lock is a's in epoch 5, not b's in 5");
        cloud.refusals = [[400, "Linode busy."]];
        assert.deepEqual(await ask("a", "power-off 5"), { status: 0, said: "offline" });
        assert.deepEqual(
            cloud.seen.filter((one) => one.startsWith("POST")),
            Array(2).fill("POST /v4/linode/instances/7/shutdown Bearer good"),
        );
    });

    it("says what the cloud said, where that is not offline", async () => {
        set(5, "a", "b");
        fs.writeFileSync(file("conf/authorization"), "Authorization: Bearer bad\n");
        const { status, said } = await ask("a", "power-off 5");
        assert.equal(status, 6);
        assert.match(said, /^b is Invalid Token after 3 s: .*Invalid Token/);
        set(5, "b", "a");
        assert.equal(await facts("b", "power-off 5"), "6: a is no machine of the cloud");
    });

    it("boots a member once an hour", async () => {
        set(5, "a", "b");
        cloud.status = "offline";
        assert.deepEqual(await ask("a", "power-on 5"), { status: 0, said: "booting" });
        cloud.status = "offline";
        assert.match((await ask("a", "power-on 5")).said, /^b was booted \d+ s ago: look why it fell/);
    });

    it("knows no other words", async () => {
        set(5, "a", "none");
        for (const words of ["", "claim", "claim -1", "claim 5 6", "write 5", "read; id", "claim $(id)"]) {
            assert.deepEqual(await ask("a", words), { status: 64, said: "not a word of the arbiter" });
        }
        assert.match(lock(), /^epoch 5\n/);
    });
});
