import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { sshKeyFrom } from "../../../../components/host/identity";
import { MySqlPairArgs } from "../../../../components/mysql/args";
import { find, isSecret, passwordOf, plain, readable, valueOf } from "../../../helpers/mocks";
import { build, dc2, existing } from "./sample";

const MEMBERS = ["db-a", "db-b", "db-witness", "db-dc2"];
/** Every secret text of the pair, and the body of each key that is made of one. */
const TEXTS = [
    ...["db-deploy-key-1", "db-deploy-key-2", "db-replication-password-1", "db-replication-password-2"],
    ...MEMBERS.flatMap((member) => [`${member}-host-key`, `${member}-peer-key`]),
].map((name) => passwordOf(name, {}));
const KEYS = [
    ...MEMBERS.flatMap((member) => [
        sshKeyFrom(passwordOf(`${member}-host-key`, {}), "host"),
        sshKeyFrom(passwordOf(`${member}-peer-key`, {}), "peer"),
        sshKeyFrom(passwordOf(`${member}-peer-key`, {}), "tunnel"),
    ]),
    ...[1, 2].map((number) => sshKeyFrom(passwordOf(`db-deploy-key-${number}`, {}), "deploy")),
];
const CANARIES = [...TEXTS, ...KEYS.map(({ privateKey }) => privateKey.split("\n")[3])];

const shapes: [string, Partial<MySqlPairArgs>][] = [
    ["Linodes", { replicas: [dc2] }],
    ["Linodes with tunnels", { replicas: [dc2], link: "ssh-tunnel" }],
    ["existing hosts", existing],
    ["a failover", { primary: "b", lost: "a" }],
];

describe("MySqlPair, its secrets", () => {
    for (const preview of [false, true]) {
        for (const [what, change] of shapes) {
            it(`are readable in no input of ${what} (${preview ? "preview" : "up"})`, async () => {
                for (const { urn, inputs } of (await build(change, preview)).resources) {
                    const text = readable(inputs);
                    assert.doesNotMatch(text, /PRIVATE KEY|canary-adopted/, urn);
                    for (const canary of CANARIES) assert.equal(text.includes(canary), false, urn);
                }
            });
        }
    }

    it("are told apart by these tests: replication password, peer key and tunnel key do stand in secret inputs", async () => {
        const { stdin } = find(await build({ link: "ssh-tunnel" }), "db-a-service").inputs;
        assert.ok(isSecret(stdin));
        const text = plain<string>(stdin);
        const of = (purpose: string) => sshKeyFrom(passwordOf("db-a-peer-key", {}), purpose).privateKey.split("\n")[3];
        assert.ok(text.includes(`standby_repl_1 ${passwordOf("db-replication-password-1", {})}`));
        assert.ok(text.includes(of("peer")));
        assert.ok(text.includes(of("tunnel")));
    });

    it("of the backups are readable nowhere, and do stand in secret inputs", async () => {
        const s3 = { endpoint: "https://s3.example.com", bucket: "pairs", accessKeyId: "canary-id" };
        const backup = {
            s3: { ...s3, secretAccessKey: "canary-secret" },
            passphrase: "canary passphrase, long enough",
        };
        const recording = await build({ backup });
        for (const { urn, inputs } of recording.resources)
            assert.doesNotMatch(readable(inputs), /canary-secret|canary passphrase/, urn);
        assert.match(plain<string>(find(recording, "db-b-service").inputs.stdin), /canary-secret[^]*canary passphrase/);
        assert.doesNotMatch(plain<string>(find(recording, "db-witness-service").inputs.stdin), /canary/);
    });

    it("of a member are on that member alone", async () => {
        const recording = await build({ link: "ssh-tunnel" });
        const sent = (name: string) => plain<string>(find(recording, name).inputs.stdin);
        for (const purpose of ["peer", "tunnel"]) {
            const key = sshKeyFrom(passwordOf("db-a-peer-key", {}), purpose).privateKey.split("\n")[3];
            for (const other of ["db-b-service", "db-witness-service", "db-role"])
                assert.equal(sent(other).includes(key), false, `${purpose} key of a in ${other}`);
        }
        assert.equal(sent("db-witness-service").includes(passwordOf("db-replication-password-1", {})), false);
    });

    it("are in no output but the one that is a secret", async () => {
        const { pair, resources } = await build();
        assert.equal(await pulumi.isSecret(pair.deployPrivateKey), true);
        const { endpoint, topology, caCertificate, lossBound, statusCommand, epoch } = pair;
        for (const output of [
            endpoint,
            topology,
            caCertificate,
            lossBound,
            statusCommand,
            epoch,
        ] as pulumi.Output<unknown>[]) {
            assert.equal(await pulumi.isSecret(output), false);
            const text = JSON.stringify(await valueOf<unknown>(output));
            for (const canary of CANARIES) assert.equal(text.includes(canary), false);
        }
        assert.ok(resources.length > 0);
    });

    it("rotate one password at a time: the next one is there before it is used", async () => {
        const recording = await build({ passwordGeneration: 2 });
        const text = plain<string>(find(recording, "db-b-service").inputs.stdin);
        assert.match(text, /^standby_repl_2 \w+\nstandby_repl_3 \w+$/m);
        assert.match(text, /^REPLICATION_USER='standby_repl_2'$/m);
    });
});

describe("MySqlPair, its remote commands", () => {
    it("hide what they send and what they hear", async () => {
        const { resources } = await build({ replicas: [dc2] });
        const commands = resources.filter(({ type }) => type === "command:remote:Command");
        assert.ok(commands.length > 8, `${commands.length} commands`);
        for (const one of commands) {
            assert.equal(one.inputs.logging, "none", one.name);
            assert.equal(one.inputs.addPreviousOutputInEnv, false, one.name);
            assert.ok(isSecret(one.inputs.connection), one.name);
            assert.ok(one.hideDiffs.includes("connection"), one.name);
            if (one.name === "db-ca") continue; // a public certificate, asked for without stdin
            assert.ok(isSecret(one.inputs.stdin), one.name);
            for (const name of ["stdout", "stderr"]) assert.ok(one.additionalSecretOutputs.includes(name), one.name);
        }
    });
});
