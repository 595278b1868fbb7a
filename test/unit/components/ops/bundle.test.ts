import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { Bundle, manifest, parcel, stripComments } from "../../../../components/ops/bundle";
import { sha256 } from "../../../../components/ops/file";
import { shipped } from "../../../../components/ops/host-file";

const MARKER = "#--standby-bundle--";
const RUNTIME = "#!/bin/sh\n# a comment\nset -eu\n\n    # another\n    echo '#kept'\nexit\n";

const bundle: Bundle = {
    phase: "service",
    packages: ["postfix"],
    files: [
        { path: "/etc/one", content: "first\n" },
        { path: "/etc/two", content: "grün, no end of line", mode: "0600" },
        { path: "/etc/empty", content: "" },
        { path: "/etc/three", content: `contents\n${MARKER}\nfile 0644\n` },
    ],
};

/** Takes a parcel apart as the runtime does on the host: by the first marker line, then by the first "contents" line. */
function unpack(stdin: string) {
    const cut = (text: string, line: string) => {
        const at = `\n${text}`.indexOf(`\n${line}\n`);
        assert.notEqual(at, -1, `no line "${line}"`);
        return [text.slice(0, at), text.slice(at + line.length + 1)];
    };
    const [runtime, payload] = cut(stdin, MARKER);
    const [head, contents] = cut(payload, "contents");
    const bytes = Buffer.from(contents, "utf8");
    const files: Record<string, string> = {};
    let offset = 0;
    const lines = head.trimEnd().split("\n");
    for (const line of lines.filter((one) => one.startsWith("file "))) {
        const [, , , sum, size, path] = line.split(" ");
        files[path] = bytes.subarray(offset, offset + Number(size)).toString("utf8");
        assert.equal(sha256(files[path]), sum);
        offset += Number(size);
    }
    assert.equal(offset, bytes.length, "nothing is left over");
    return { runtime, payload, lines, files };
}

describe("parcel", () => {
    it("can be taken apart into runtime, manifest and files", () => {
        const { stdin, digest } = parcel(RUNTIME, bundle, "1001");
        const { runtime, payload, lines, files } = unpack(stdin);
        assert.equal(runtime, "#!/bin/sh\nset -eu\necho '#kept'\nexit\n");
        assert.deepEqual(lines, manifest(bundle, "1001"));
        assert.deepEqual(files, Object.fromEntries(bundle.files!.map(({ path, content }) => [path, content])));
        assert.equal(digest, sha256(payload).slice(0, 12));
    });

    it("has the same digest for ever: another one would open a session to every host", () => {
        assert.equal(parcel(RUNTIME, bundle, "1001").digest, "89cc1a0b3484");
    });

    it("has a digest of its payload alone: a new runtime reaches a host by its next change", () => {
        assert.equal(parcel(`${RUNTIME}# new\n`, bundle, "1001").digest, parcel(RUNTIME, bundle, "1001").digest);
    });

    it("differs for another machine, though the bundle is the same", () => {
        const [one, other] = [parcel(RUNTIME, bundle, "1001"), parcel(RUNTIME, bundle, "1002")];
        assert.notEqual(one.digest, other.digest);
        assert.notEqual(one.stdin, other.stdin);
    });

    it("is the same for every order of the packages", () => {
        const [ab, ba] = [
            ["a", "b"],
            ["b", "a"],
        ].map((packages) => parcel(RUNTIME, { phase: "x", packages }, "1"));
        assert.equal(ab.stdin, ba.stdin);
    });

    it("carries the real runtime, which finds the payload behind its own text", () => {
        const { stdin, digest } = parcel(shipped("host", "/usr/local/lib/standby/apply"), bundle, "1001");
        const { payload, files } = unpack(stdin);
        assert.equal(files["/etc/one"], "first\n");
        assert.equal(digest, sha256(payload).slice(0, 12));
    });

    it("refuses a runtime that holds the marker", () => {
        const message = "the runtime must not hold the marker of the bundle";
        assert.throws(() => parcel(`#!/bin/sh\n: ${MARKER}\nexit\n`, bundle, "1"), { message });
    });
});

describe("stripComments", () => {
    const runtime = shipped("host", "/usr/local/lib/standby/apply");

    it("keeps the first line, drops comments, blank lines and indentation", () => {
        const script = "#!/bin/sh\n# a\n\n  # b\n    echo 1 # not this one\n   \n\t#c\necho '2'\n";
        assert.equal(stripComments(script), "#!/bin/sh\necho 1 # not this one\necho '2'");
    });

    it("leaves the shipped runtime a valid script, and a smaller one", () => {
        const stripped = stripComments(runtime);
        const { status, stderr } = spawnSync("sh", ["-n"], { input: stripped, encoding: "utf8" });
        assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
        assert.ok(stripped.length < runtime.length);
    });

    it("meets no text in the runtime that spans lines and looks like a comment", () => {
        assert.doesNotMatch(runtime, /<</, "a here-document would lose its comment lines");
    });
});
