import assert from "node:assert/strict";
import { findMember, machineOf, topologyOf } from "../../../../lab/members";
import { parseCall, usage } from "../../../../lab/verbs/call";
import { shellLines } from "../../../../lab/verbs/env";
import { topology } from "./topology";

describe("the words after npm run lab", () => {
    it("mean up when there are none", () => {
        assert.deepEqual(parseCall([]), { lab: "lab", word: "up", args: [], help: false });
    });

    it("name another lab anywhere", () => {
        for (const argv of [
            ["--name", "two", "crash", "a"],
            ["crash", "--name=two", "a"],
            ["--", "crash", "a", "--name", "two"],
        ]) {
            assert.deepEqual(parseCall(argv), { lab: "two", word: "crash", args: ["a"], help: false });
        }
    });

    it("are refused when they are none of the lab's", () => {
        assert.throws(() => parseCall(["fly"]), {
            message: 'no verb "fly": there are up, status, ssh, drill, crash, start, env, down, help',
        });
        assert.throws(() => parseCall(["down", "now"]), { message: "down now: only the verb may be given" });
        assert.throws(() => parseCall(["ssh", "a", "b"]), { message: "ssh a b: only <member> may be given" });
        assert.throws(() => parseCall(["--name"]), /^Error: --name: the name of a lab must follow/);
    });

    it("are all in the help", () => {
        assert.equal(parseCall(["--help"]).help, true);
        for (const word of ["up", "status", "ssh <member>", "drill <name>", "down"]) assert.ok(usage().includes(word));
    });
});

describe("members by name", () => {
    it("are a, b, or their host names", () => {
        assert.equal(findMember(topology, "b"), topology.members.b);
        assert.equal(findMember(topology, "mail.example.test"), topology.members.a);
        const known = "the members are a (mail.example.test) and b (mail2.example.test)";
        assert.throws(() => findMember(topology, "c"), { message: `no member "c": ${known}` });
        assert.throws(() => findMember(topology, undefined), { message: `no member given: ${known}` });
    });

    it("have a machine only if the lab made it", () => {
        assert.equal(machineOf(topology.members.a), "1001");
        const other = { ...topology.members.a, instanceId: undefined };
        assert.throws(() => machineOf(other), /mail.example.test is not a machine of this lab/);
    });

    it("are not there before the first up", () => {
        assert.throws(() => topologyOf({}), { message: "the stack has no pair yet: `npm run lab` brings it up" });
    });
});

describe("the env verb", () => {
    it("gives lines that a shell can read, quotes and all", () => {
        assert.equal(
            shellLines({ A: "it's" }, ["/p", "/q"], "/work"),
            [
                "export A='it'\\''s'",
                "export PULUMI_STACK='lab-backup-mx'",
                `export PATH='/p:/q':"$PATH"`,
                "unset SSH_AUTH_SOCK",
                `pulumi() { command pulumi --cwd '/work' "$@"; }`,
            ].join("\n"),
        );
    });
});
