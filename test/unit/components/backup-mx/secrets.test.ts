import assert from "node:assert/strict";
import { BackupMxPairArgs } from "../../../../components/backup-mx/args";
import { BackupMxPair } from "../../../../components/backup-mx/backup-mx-pair";
import { sshKeyFrom } from "../../../../components/host/identity";
import { find, isSecret, passwordOf, plain, readable, record } from "../../../helpers/mocks";
import { sampleExisting } from "../../../helpers/pair";
import { sampleArgs } from "./sample";

/** Everything that must never be readable: the secret texts themselves and the body of each key made of them. */
const CANARIES = [
    ...["mail-a-host-key", "mail-b-host-key"].map((name) => ({ secret: passwordOf(name, {}), purpose: "host" })),
    { secret: passwordOf("mail-deploy-key-1", {}), purpose: "deploy" },
    { secret: passwordOf("mail-deploy-key-2", {}), purpose: "deploy" },
].flatMap(({ secret, purpose }) => [secret, sshKeyFrom(secret, purpose).privateKey.split("\n")[3]]);

const existing = {
    a: { hostName: "mail.example.com", existing: sampleExisting("198.51.100.25") },
    b: { hostName: "mail2.example.com", existing: sampleExisting("198.51.100.26") },
};

const build = (change: Partial<BackupMxPairArgs> = {}, preview = false) => {
    return record(() => new BackupMxPair("mail", sampleArgs(change)), preview);
};

describe("BackupMxPair, its secrets", () => {
    for (const preview of [false, true]) {
        for (const [what, change] of [
            ["Linodes", {}],
            ["existing hosts", existing],
        ] as const) {
            it(`are readable in no input of ${what} (${preview ? "preview" : "up"})`, async () => {
                for (const { urn, inputs } of (await build(change, preview)).resources) {
                    const text = readable(inputs);
                    assert.doesNotMatch(text, /PRIVATE KEY|canary-adopted/, urn);
                    for (const canary of CANARIES) assert.equal(text.includes(canary), false, urn);
                }
            });
        }
    }

    it("are told apart by these tests: the canaries do stand in what is marked secret", async () => {
        const { resources } = await build();
        const all = JSON.stringify(resources.map(({ inputs }) => plain(inputs)));
        const decoded = plain<{ userData: string }[]>(
            find({ resources, errors: [], calls: [] }, "mail-a", "Instance").inputs.metadatas,
        );
        assert.ok(all.includes("PRIVATE KEY"));
        assert.match(Buffer.from(decoded[0].userData, "base64").toString(), /PRIVATE KEY/);
    });

    it("travel by a secret connection, secret stdin and secret user data", async () => {
        const recording = await build();
        for (const name of ["mail-a-base", "mail-a-service", "mail-b-base", "mail-b-service"]) {
            const { inputs } = find(recording, name);
            assert.ok(isSecret(inputs.connection), `connection of ${name}`);
            assert.ok(isSecret(inputs.stdin), `stdin of ${name}`);
        }
        assert.ok(isSecret(find(recording, "mail-a-recipients").inputs.connection));
        const machine = find(recording, "mail-a", "Instance");
        assert.ok(isSecret((machine.inputs.metadatas as { userData: unknown }[])[0].userData));
    });

    it("hand each host the deploy key and pin its own host key", async () => {
        const recording = await build();
        const deploy = sshKeyFrom(passwordOf("mail-deploy-key-1", {}), "deploy");
        for (const member of ["mail-a", "mail-b"]) {
            const host = sshKeyFrom(passwordOf(`${member}-host-key`, {}), "host");
            const { inputs } = find(recording, `${member}-service`);
            const { privateKey, hostKey } = plain<Record<string, string>>(inputs.connection);
            assert.equal(privateKey, deploy.privateKey);
            assert.equal(hostKey, host.publicKey);
        }
    });
});

describe("BackupMxPair, its remote commands", () => {
    it("have the one shape that avoids the provider's traps", async () => {
        for (const change of [{}, existing]) {
            const { resources } = await build(change);
            for (const one of resources.filter(({ type }) => type === "command:remote:Command")) {
                assert.deepEqual(Object.keys(one.inputs).sort(), [
                    "addPreviousOutputInEnv",
                    "connection",
                    "create",
                    "logging",
                    "stdin",
                ]);
                assert.equal(one.inputs.addPreviousOutputInEnv, false);
                assert.equal(one.inputs.logging, "none");
                assert.deepEqual([...one.hideDiffs].sort(), ["connection", "stdin"]);
                for (const name of ["stdout", "stderr"]) assert.ok(one.additionalSecretOutputs.includes(name));
            }
        }
    });

    it("run one short line that differs by its digest alone", async () => {
        const { resources } = await build();
        const lines = resources
            .filter(({ type }) => type === "command:remote:Command")
            .map(({ inputs }) => inputs.create as string);
        assert.equal(lines.length, 4);
        for (const line of lines) {
            assert.ok(line.length < 200);
            assert.doesNotMatch(line, /\n/);
            assert.match(line, / apply [0-9a-f]{12};/);
        }
        assert.equal(new Set(lines.map((line) => line.replace(/[0-9a-f]{12}/, ""))).size, 1);
    });

    it("carry the id of their machine in stdin, so that a new machine is set up anew", async () => {
        const recording = await build();
        const ids = ["mail-a", "mail-b"].map((member) => {
            const stdin = plain<string>(find(recording, `${member}-service`).inputs.stdin);
            return /^instance (\d+)$/m.exec(stdin)?.[1];
        });
        assert.ok(ids[0] && ids[1]);
        assert.notEqual(ids[0], ids[1]);
    });

    it("come in order: gate, base, service, and the recipient list before the service", async () => {
        const recording = await build();
        const after = (later: string, earlier: string) => {
            const first = find(recording, `mail-b-${earlier}`);
            assert.ok(find(recording, `mail-b-${later}`).after.includes(first.urn), `${later} after ${earlier}`);
        };
        after("base", "gate");
        after("recipients", "gate");
        after("service", "base");
        after("service", "recipients");
    });

    it("wait for nothing of the other member but its address", async () => {
        const recording = await build();
        const foreign = find(recording, "mail-b-service").after.filter((urn) =>
            urn.split("::").pop()!.startsWith("mail-a"),
        );
        assert.deepEqual(foreign, [find(recording, "mail-a", "Instance").urn]);
    });
});
