import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { vmsWanted } from "../../../../lab/backends";
import { kindOf, KINDS, stackOf } from "../../../../lab/kinds";
import { findMember, kindOfMember, machineOf, memberLabels, topologyOf } from "../../../../lab/members";
import { repoRoot } from "../../../../lab/paths";
import { parseCall, usage } from "../../../../lab/verbs/call";
import { shellLines } from "../../../../lab/verbs/env";
import { mySqlTopology, topology } from "./topology";

const read = (file: string) => fs.readFileSync(path.join(repoRoot, file), "utf8");

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

describe("what the machines of a lab are made of", () => {
    it("is said with up, or by the environment; else the lab stays as it is", () => {
        assert.equal(parseCall(["up", "mysql", "--machines", "qemu"]).machines, "qemu");
        assert.deepEqual(
            [vmsWanted("qemu", {}), vmsWanted("nspawn", {}), vmsWanted(undefined, {})],
            [["*"], [], undefined],
        );
        assert.deepEqual(vmsWanted(undefined, { STANDBY_MACHINES: "qemu" }), ["*"]);
        assert.deepEqual(vmsWanted("qemu:mx-a,db-*", {}), ["mx-a", "db-*"]);
        assert.deepEqual(vmsWanted("nspawn", { STANDBY_MACHINES: "qemu" }), []);
    });

    it("is refused when it is neither, or not for up", () => {
        assert.throws(() => vmsWanted("xen", {}), {
            message:
                '--machines: "xen": must be qemu (virtual machines), nspawn (containers), or qemu: and labels of Linodes ' +
                "that become virtual machines, such as qemu:mx-a,db-*",
        });
        assert.throws(() => vmsWanted("qemu:", {}), /^Error: --machines: "qemu:": must be/);
        assert.throws(
            () => vmsWanted(undefined, { STANDBY_MACHINES: "vm" }),
            /^Error: STANDBY_MACHINES: "vm": must be/,
        );
        assert.throws(() => parseCall(["down", "--machines=qemu"]), { message: "--machines: only up makes machines" });
        assert.throws(() => parseCall(["--machines"]), {
            message: "--machines: qemu, nspawn or qemu:LABEL,LABEL must follow",
        });
    });
});

describe("members by label", () => {
    it("are those of the lab's own stacks", () => {
        const nameIn = (file: string) =>
            /(?:pulumi-standby:name: |^ {2}name:\n[^]*?default: )(\S+)/m.exec(read(file))?.[1];
        for (const kind of KINDS) {
            const name = nameIn(`stacks/Pulumi.${stackOf(kind)}.yaml`) ?? nameIn("Pulumi.yaml");
            assert.deepEqual(memberLabels(kind), [`${name}-a`, `${name}-b`]);
            assert.equal(kindOfMember(`${name}-b`), kind);
        }
        assert.equal(kindOfMember("db-witness"), undefined);
    });
});

describe("members by name", () => {
    it("are a, b, or their host names", () => {
        assert.equal(findMember([topology], "b"), topology.members.b);
        assert.equal(findMember([topology], "mail.example.test"), topology.members.a);
        const known = "the members are a (mail.example.test) and b (mail2.example.test)";
        assert.throws(() => findMember([topology], "c"), { message: `no member "c": ${known}` });
        assert.throws(() => findMember([topology], undefined), { message: `no member given: ${known}` });
    });

    it("are those of the first pair that has one, unless the pair is named too", () => {
        const pairs = [topology, mySqlTopology];
        assert.equal(findMember(pairs, "a"), topology.members.a);
        assert.equal(findMember(pairs, "mysql/a"), mySqlTopology.members.a);
        assert.equal(findMember(pairs, "db2.example.test"), mySqlTopology.members.b);
        assert.equal(findMember(pairs, "witness"), mySqlTopology.witness);
        assert.equal(findMember(pairs, "dc2"), mySqlTopology.replicas[0]);
        assert.throws(() => findMember(pairs, "backup-mx/witness"), /are backup-mx\/a \(mail\.example\.test\), /);
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

describe("stacks by name", () => {
    it("are a kind of pair, or what the stack of it is called", () => {
        assert.deepEqual([kindOf(), kindOf("mysql"), kindOf("lab-mysql")], ["backup-mx", "mysql", "mysql"]);
        assert.throws(() => kindOf("oracle"), {
            message: 'no stack "oracle": there are backup-mx, cyrus, mysql, postgres, active-active',
        });
        assert.deepEqual(parseCall(["up", "mysql"]).args, ["mysql"]);
    });
});

describe("the env verb", () => {
    it("gives lines that a shell can read, quotes and all", () => {
        assert.equal(
            shellLines({ A: "it's", PULUMI_STACK: "lab-backup-mx" }, ["/p", "/q"], "/work"),
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
