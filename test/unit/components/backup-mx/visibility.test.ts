import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { canaryAddress } from "../../../../components/backup-mx/visibility";
import { find, plain, readable, valueOf } from "../../../helpers/mocks";
import { build, existing, unmanaged } from "./pair";
import { refuseEach } from "./refusal";

const metricsFrom = ["203.0.113.0/24"];
const stdin = async (change: object, member = "b") =>
    plain<string>(find(await build(change), `mail-${member}-service`).inputs.stdin);

describe("metrics of a backup-MX pair", () => {
    refuseEach([
        {
            refuses: "what is no network, and canaries that are too many",
            change: { metricsFrom: ["prometheus"], canaryEverySeconds: 1 },
            problems: [
                'metricsFrom[0]: "prometheus" is not a network, like "203.0.113.0/24"',
                "canaryEverySeconds: 1 is out of range: a whole number from 30 to 3600 seconds",
            ],
        },
    ]);

    it("are asked for by nobody: no exporter, no port, no canary", async () => {
        assert.doesNotMatch(await stdin({}), /node-exporter|canary/);
        assert.doesNotMatch(JSON.stringify(find(await build(), "mail-firewall").inputs), /9100/);
    });

    it("are opened to these networks alone, on the host, and in the cloud's firewall", async () => {
        assert.match(await stdin({ metricsFrom }), /ip saddr \{ 203\.0\.113\.0\/24 \} tcp dport \{ 9100 \} accept/);
        assert.match(JSON.stringify(find(await build({ metricsFrom }), "mail-firewall").inputs), /25, 9100/);
        assert.doesNotMatch(await stdin({ ...existing, metricsFrom }), /nftables/);
    });

    it("come with a canary's mailbox, sent by the backup, where the primary is managed", async () => {
        assert.equal(canaryAddress({ domains: ["example.com", "example.org"] }), "standby-canary@example.com");
        assert.match(await stdin({ metricsFrom }), /standby-canary\.timer/);
        assert.match(await stdin({ metricsFrom }), /^CANARY='standby-canary@example\.com'$/m);
        assert.doesNotMatch(await stdin({ metricsFrom }, "a"), /standby-canary\.timer/);
        assert.doesNotMatch(await stdin({ ...unmanaged, metricsFrom }), /standby-canary\.timer/);
        assert.match(await stdin({ ...unmanaged, metricsFrom }), /^MEMBERS='1'$/m);
    });

    it("are told by a certificate for each host's name, whose key is readable nowhere", async () => {
        const recording = await build({ metricsFrom });
        const ca = new X509Certificate(await valueOf(recording.pair.caCertificate));
        for (const [member, name] of [
            ["a", "mail.example.com"],
            ["b", "mail2.example.com"],
        ]) {
            const text = plain<string>(find(recording, `mail-${member}-service`).inputs.stdin);
            const [certificate] = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/.exec(text) ?? [];
            const leaf = new X509Certificate(certificate!);
            assert.equal(leaf.subjectAltName, `DNS:${name}`);
            assert.ok(leaf.verify(ca.publicKey));
        }
        for (const { urn, inputs } of recording.resources) assert.doesNotMatch(readable(inputs), /PRIVATE KEY/, urn);
    });
});
