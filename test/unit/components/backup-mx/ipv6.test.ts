import assert from "node:assert/strict";
import { backupPlan } from "../../../../components/backup-mx/plan";
import { content } from "../../../helpers/pair";
import { build, existing } from "./pair";
import { refuseEach } from "./refusal";
import { sampleArgs, sampleSettings } from "./sample";

const main = (ipv6: boolean) => backupPlan(sampleSettings({ ipv6 }), "203.0.113.10", "0".repeat(64));

describe("BackupMxPair by IPv6", () => {
    it("puts each host's address into DNS both ways, before its MX records", async () => {
        const { resources } = await build({ ipv6: true });
        const named = resources.map(({ name }) => name).filter((name) => name.endsWith("-v6"));
        assert.deepEqual(named.sort(), [
            "mail-a-address-v6",
            "mail-a-reverse-v6",
            "mail-b-address-v6",
            "mail-b-reverse-v6",
        ]);
        const of = (name: string) => resources.find((one) => one.name === name)!;
        assert.deepEqual(
            [of("mail-b-address-v6").inputs.type, of("mail-b-address-v6").inputs.proxied],
            ["AAAA", false],
        );
        assert.equal(of("mail-b-reverse-v6").inputs.address, "2001:db8::b");
        assert.ok(of("mail-b-mx-example.com").after.includes(of("mail-b-reverse-v6").urn));
    });

    it("makes nothing of that where it is not asked for", async () => {
        const { resources } = await build();
        assert.equal(
            resources.some(({ name }) => name.endsWith("-v6")),
            false,
        );
    });

    it("listens by both protocols, after a restart, which Postfix needs for that", () => {
        assert.match(content(main(true), "/etc/postfix/main.cf"), /^inet_protocols = all$/m);
        assert.match(content(main(false), "/etc/postfix/main.cf"), /^inet_protocols = ipv4$/m);
        const restarts = (ipv6: boolean) => main(ipv6).units?.find(({ name }) => name === "postfix.service")?.restartOn;
        assert.deepEqual([restarts(true), restarts(false)], [["/etc/standby/by-ipv6"], undefined]);
    });

    it("takes what programs of the host say to localhost, by either protocol", () => {
        assert.match(content(main(true), "/etc/postfix/main.cf"), /^mynetworks = 127\.0\.0\.0\/8 \[::1\]\/128$/m);
    });

    refuseEach([
        {
            refuses: "networks of other primaries that leave their IPv6 addresses out",
            change: { ipv6: true, permitMxBackupNetworks: ["198.51.100.0/24"] },
            problems: [
                "permitMxBackupNetworks: names no IPv6 network: with ipv6 Postfix wants every address of a primary in them, and would " +
                    "refuse the mail of one with an AAAA record. Name its IPv6 network too, or leave ipv6 out",
            ],
        },
        {
            refuses: "a setting by which nothing would listen at its AAAA records",
            change: { ipv6: true, postfixSettings: { inet_protocols: "ipv4" } },
            problems: [
                "postfixSettings.inet_protocols: is set by the pair itself: use the pair's own argument, or leave it",
            ],
        },
        {
            refuses: "IPv6 of hosts whose address nobody tells",
            change: { ...existing, ipv6: true },
            problems: ["ipv6: is for Linodes, whose address the cloud tells, and not for a and b: leave it out"],
        },
        {
            refuses: "IPv6 with Exim",
            change: { ipv6: true, b: { ...sampleArgs().b, mta: "exim" } },
            problems: ["ipv6: is for hosts with Postfix, and b has Exim: leave it out"],
        },
    ]);
});
