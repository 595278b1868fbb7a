import assert from "node:assert/strict";
import { buildFailure } from "../../../../lab/engine/build";
import { atLeast } from "../../../../lab/engine/engine";
import { countChanges, describeChanges, readEvents } from "../../../../lab/engine/events";
import { goProblem } from "../../../../lab/engine/go";
import { projectFile, projectName } from "../../../../lab/engine/project";
import { stackConfig } from "../../../../lab/engine/stack-config";

describe("the stack's config in the lab", () => {
    const source = `# for the lab
config:
  shop:zone: example.test
  shop:recipients:
    - anna@example.test
    - ben@example.test
  "shop:odd key": 1
`;

    it("is the file with overrides over it and the former salt", () => {
        const former = "encryptionsalt: v1:abc=:v1:x:y==\nconfig:\n  shop:zone: old.test\n";
        assert.equal(
            stackConfig("shop", source, { zone: "two.test", "aws:region": "x", "odd key": undefined }, former),
            `encryptionsalt: v1:abc=:v1:x:y==
# for the lab
config:
  shop:zone: "two.test"
  shop:recipients:
    - anna@example.test
    - ben@example.test
  aws:region: "x"
`,
        );
    });

    it("replaces a list by a list and keeps secrets of the file", () => {
        const text = stackConfig(
            "shop",
            "encryptionsalt: v1:s\nconfig:\n  shop:list:\n    - a\n    - b\n  shop:key:\n    secure: v1:abc\n",
            { list: ["c"] },
        );
        assert.equal(text, 'encryptionsalt: v1:s\nconfig:\n  shop:list: ["c"]\n  shop:key:\n    secure: v1:abc\n');
    });

    it("is empty when there is nothing to say", () => {
        assert.equal(stackConfig("shop", ""), "");
        assert.equal(stackConfig("shop", "config: {}\n"), "");
    });

    it("keeps other settings at the top level", () => {
        const text = stackConfig("shop", "secretsprovider: passphrase\nconfig:\n  shop:a: 1\n", { b: true });
        assert.equal(text, "secretsprovider: passphrase\nconfig:\n  shop:a: 1\n  shop:b: true\n");
    });
});

describe("the project file in the lab", () => {
    const source =
        "name: shop\nmain: dist/index.js\nstackConfigDir: stacks\nruntime:\n  name: nodejs\nplugins:\n  providers: []\nconfig:\n  a: { type: string }\n";

    it("keeps all but where things are", () => {
        assert.equal(
            projectFile({ source, program: "/p/main.js", plugins: { random: "/plugins" } }),
            `name: shop
runtime:
  name: nodejs
config:
  a: { type: string }
main: "/p/main.js"
plugins:
  providers:
    - { name: random, path: "/plugins" }
`,
        );
    });

    it("needs an absolute program", () => {
        assert.throws(() => projectFile({ program: "main.js", plugins: {} }), /must be an absolute path/);
    });

    it("tells its name", () => {
        assert.equal(projectName(source), "shop");
        assert.equal(projectName(projectFile({ program: "/m.js", name: "five-lines", plugins: {} })), "five-lines");
        assert.throws(() => projectName("runtime: nodejs\n"), /no line `name: NAME`/);
    });
});

describe("the engine's event log", () => {
    const log = [
        { resourcePreEvent: { metadata: { op: "update", urn: "urn:s::p::t:i:T::one", type: "t:i:T", diffs: ["x"] } } },
        { diagnosticEvent: { message: "<{%reset%}>broken<{%reset%}>\n", severity: "error" } },
        { diagnosticEvent: { message: "broken\n", severity: "error" } },
        { diagnosticEvent: { message: "secret", severity: "debug" } },
        { diagnosticEvent: { message: "tick", severity: "warning", ephemeral: true } },
        { summaryEvent: { resourceChanges: { update: 1, same: 3 } } },
    ].map((event) => JSON.stringify(event));

    it("gives steps, errors once each, and the sums", () => {
        assert.deepEqual(readEvents(log.join("\n")), {
            steps: [{ op: "update", urn: "urn:s::p::t:i:T::one", type: "t:i:T", name: "one", diffs: ["x"] }],
            changes: { update: 1, same: 3 },
            errors: ["broken"],
            warnings: [],
            complete: true,
        });
    });

    it("may be cut off, as after a kill", () => {
        const cut = readEvents(log.join("\n").slice(0, -5));
        assert.deepEqual([cut.complete, cut.changes, cut.steps.length], [false, {}, 1]);
        assert.deepEqual(readEvents(""), { steps: [], changes: {}, errors: [], warnings: [], complete: false });
    });

    it("counts what was touched", () => {
        assert.equal(countChanges({ create: 2, same: 5, replace: 1, read: 1 }), 3);
        assert.equal(describeChanges({ create: 2, same: 5, delete: 0 }), "2 create, 5 same");
        assert.equal(describeChanges({}), "nothing");
    });
});

describe("what the engine is built with", () => {
    const remedy = "install Go 1.24.7 or later (https://go.dev/dl), or Pulumi itself";

    it("is a Go that is new enough, or may get a newer one", () => {
        assert.equal(goProblem({ version: "1.24.7", toolchain: "local" }), undefined);
        assert.equal(goProblem({ version: "1.22.1", toolchain: "auto" }), undefined);
    });

    it("else says what to do", () => {
        assert.equal(
            goProblem(undefined),
            `go is not installed, and the Pulumi engine must be built from Go modules: ${remedy}`,
        );
        assert.equal(
            goProblem({ version: "1.19.8", toolchain: "" }),
            `go 1.19.8 is too old to build the Pulumi engine: ${remedy}`,
        );
        assert.equal(
            goProblem({ version: "1.23.0", toolchain: "local" }),
            `go 1.23.0 is too old to build the Pulumi engine and GOTOOLCHAIN=local forbids to get a later one: ${remedy}`,
        );
    });

    it("may fail for the network, the disk, or else", () => {
        const said = 'go: x@v1: Get "https://proxy/x": dial tcp: lookup proxy: no such host';
        assert.match(
            buildFailure("pulumi", [said]),
            /^cannot download the Go modules of pulumi: the network, .*\ngo: x@v1/,
        );
        assert.match(buildFailure("pulumi", ["write /tmp/b: no space left on device"]), /the disk is full; 3 GB/);
        assert.match(
            buildFailure("pulumi", ["x.go:1: undefined: y"]),
            /^cannot build pulumi from Go modules: go build said\n/,
        );
    });

    it("compares versions by number", () => {
        assert.ok(atLeast("3.1000.0", "3.220.0") && atLeast("3.220.0", "3.220.0") && atLeast("3.220.1-dev", "3.220.1"));
        assert.ok(!atLeast("3.99.9", "3.220.0"));
    });
});
