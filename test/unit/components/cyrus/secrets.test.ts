import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { CyrusPairArgs } from "../../../../components/cyrus/args";
import { sshKeyFrom } from "../../../../components/host/identity";
import { find, isSecret, passwordOf, plain, readable, valueOf } from "../../../helpers/mocks";
import { anna, build, crossed, existing, withInstance } from "./sample";

const HOSTS = ["mail-a", "mail-b", "mail-witness"];
const directory = {
    ...{ engine: "pgsql" as const, hosts: ["db"], database: "mail", user: "cyrus", password: "canary-sql" },
    select: "SELECT 1",
};
const TEXTS = [
    ...["mail-deploy-key-1", "mail-replication-password-1", "mail-replication-password-2"],
    ...HOSTS.flatMap((host) => [`${host}-host-key`, `${host}-peer-key`]),
].map((name) => passwordOf(name, {}));
const KEYS = HOSTS.flatMap((host) =>
    ["peer", "peer mail", "peer two"].map((purpose) => sshKeyFrom(passwordOf(`${host}-peer-key`, {}), purpose)),
);
const CANARIES = [...TEXTS, ...KEYS.map(({ privateKey }) => privateKey.split("\n")[3])];

const shapes: [string, Partial<CyrusPairArgs>][] = [
    ["two instances", crossed],
    ["existing hosts", existing],
    ["WireGuard", { link: "wireguard" }],
    ["a directory", withInstance({ users: undefined, directory })],
    ["users that are known late", withInstance({ users: pulumi.secret([anna]) })],
    ["a failover", { primary: "b", lost: "a" }],
];

describe("CyrusPair, its secrets", () => {
    for (const preview of [false, true]) {
        for (const [what, change] of shapes) {
            it(`are readable in no input with ${what} (${preview ? "preview" : "up"})`, async () => {
                const { resources, errors } = await build(change, preview);
                assert.deepEqual(errors, []);
                for (const { urn, inputs } of resources) {
                    const text = readable(inputs);
                    assert.doesNotMatch(text, /PRIVATE KEY|canary/, urn);
                    for (const canary of CANARIES) assert.equal(text.includes(canary), false, urn);
                }
            });
        }
    }

    it("are told apart by these tests: they do stand in secret inputs", async () => {
        const { stdin } = find(await build(crossed), "mail-a-service").inputs;
        assert.ok(isSecret(stdin));
        const text = plain<string>(stdin);
        const key = (purpose: string) =>
            sshKeyFrom(passwordOf("mail-a-peer-key", {}), purpose).privateKey.split("\n")[3];
        for (const secret of [anna.password, passwordOf("mail-replication-password-1", {}), key("peer mail")])
            assert.ok(text.includes(secret));
        assert.notEqual(key("peer mail"), key("peer two"));
    });

    it("of a host are on that host alone", async () => {
        const recording = await build(crossed);
        for (const purpose of ["peer", "peer mail", "peer two"]) {
            const key = sshKeyFrom(passwordOf("mail-a-peer-key", {}), purpose).privateKey.split("\n")[3];
            for (const other of ["mail-b-service", "mail-witness-service", "mail-mail-role", "mail-two-role"])
                assert.equal(plain<string>(find(recording, other).inputs.stdin).includes(key), false, other);
        }
    });

    it("are in no output but the one that is a secret", async () => {
        const { pair } = await build({ ...crossed, ...withInstance({ directory }) });
        assert.equal(await pulumi.isSecret(pair.deployPrivateKey), true);
        const { topology, endpoints, caCertificate, lossBound, statusCommand, epoch, roleAtLastUp } = pair;
        const all = [topology, endpoints, caCertificate, lossBound, statusCommand, epoch, roleAtLastUp];
        for (const output of all as pulumi.Output<unknown>[]) {
            assert.equal(await pulumi.isSecret(output), false);
            const text = JSON.stringify(await valueOf(output));
            assert.doesNotMatch(text, /canary/);
            for (const canary of CANARIES) assert.equal(text.includes(canary), false);
        }
    });

    it("of remote commands are hidden in what they send and hear", async () => {
        const { resources } = await build(crossed);
        const commands = resources.filter(({ type }) => type === "command:remote:Command");
        assert.ok(commands.length > 8, `${commands.length} commands`);
        for (const one of commands) {
            assert.equal(one.inputs.logging, "none", one.name);
            assert.equal(one.inputs.addPreviousOutputInEnv, false, one.name);
            assert.ok(isSecret(one.inputs.connection), one.name);
            if (one.name === "mail-ca") continue; // a public certificate, asked for without stdin
            assert.ok(isSecret(one.inputs.stdin), one.name);
            for (const name of ["stdout", "stderr"]) assert.ok(one.additionalSecretOutputs.includes(name), one.name);
        }
    });
});
