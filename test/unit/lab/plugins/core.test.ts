import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { repoRoot } from "../../../../lab/paths";
import { parseConstraint } from "../../../../lab/plugins/constraints";
import { markLike, type Props, Secret, UNKNOWN } from "../../../../lab/plugins/values";
import { reportedVersion } from "../../../../lab/plugins/version";
import { decode, encode, isAsset } from "../../../../lab/plugins/wire";
import { eventually } from "../../../helpers/eventually";

describe("the plugins' core", () => {
    it("brings values over the wire and back", () => {
        const asset = { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", hash: "h", text: "t" };
        const props: Props = { a: [1, "x", null, true], b: { c: UNKNOWN }, d: new Secret({ e: "f" }), g: asset };
        const back = decode(encode({ ...props, gone: undefined }));
        assert.deepEqual(back, props);
        assert.equal(back.b && (back.b as Props).c, UNKNOWN);
        assert.ok(isAsset(back.g));
    });

    it("marks outputs as their inputs were marked, as deep as objects go", () => {
        const inputs = { a: new Secret("x"), b: { c: new Secret(1), d: 2 }, e: [new Secret("y")], f: 1 };
        const outs = markLike({ a: "x", b: { c: 1, d: 2 }, e: ["y"], f: 1, other: "z" }, inputs);
        assert.deepEqual(outs, { ...inputs, e: new Secret(["y"]), other: "z" });
    });

    it("reads the rules in the schema's constraints", () => {
        const says = (sentence: string, value: string | number): boolean =>
            parseConstraint(sentence)?.(value) === undefined;
        assert.ok(says("length 3-50, unique in the account", "abc") && !says("length 3-50", "ab"));
        assert.ok(says("0-65535; needed for MX", 10) && !says("0-65535; needed for MX", 65536));
        assert.ok(says("cold|warm", "warm") && !says("cold|warm", "hot"));
        assert.ok(says("A|MX (any letter case)", "mx") && !says("TCP|UDP (upper case)", "tcp"));
        assert.ok(!says(">=1 and >= sum", 0));
        assert.equal(parseConstraint("content and data conflict"), undefined);
    });

    it("reports the version of the SDK that the program has, but never an older one", () => {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), "standby-version-"));
        const sdk = path.join(folder, "node_modules", "@pulumi", "random");
        fs.mkdirSync(sdk, { recursive: true });
        const write = (version: string): void =>
            fs.writeFileSync(path.join(sdk, "package.json"), JSON.stringify({ version }));
        write("4.22.0");
        assert.equal(reportedVersion("random", "4.21.2", path.join(folder, "deep")), "4.22.0");
        write("4.9.9");
        assert.equal(reportedVersion("random", "4.21.2", folder), "4.21.2");
        fs.rmSync(folder, { recursive: true });
        assert.equal(reportedVersion("random", "4.21.2", "/nonexistent"), "4.21.2");
    });

    it("ends when its engine was killed", async () => {
        const program = path.join(repoRoot, "lab", "plugins", "bin", "pulumi-resource-random");
        const engine = spawn("sh", ["-c", `${program} 127.0.0.1:1 & echo $! >&2; wait`], {
            stdio: ["ignore", "pipe", "pipe"],
        });
        const pid = await new Promise<number>((resolve) =>
            engine.stderr.once("data", (chunk: Buffer) => resolve(Number(String(chunk)))),
        );
        await new Promise((resolve) => engine.stdout.once("data", resolve));
        engine.kill("SIGKILL");
        await eventually("the plugin ends", 5, () => !fs.existsSync(`/proc/${pid}`) || isZombie(pid));
    });
});

function isZombie(pid: number): boolean {
    return fs.readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].startsWith("Z");
}
