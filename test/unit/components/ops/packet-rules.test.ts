import assert from "node:assert/strict";
import { acceptFrom, packetRulesPart } from "../../../../components/ops/packet-rules";

describe("acceptFrom", () => {
    it("opens ports to networks of both families, each in its own words", () => {
        assert.equal(
            acceptFrom(["192.0.2.0/24", "2001:db8::/64", "198.51.100.7/32"], [9104, 9100]),
            "ip saddr { 192.0.2.0/24, 198.51.100.7/32 } tcp dport { 9104, 9100 } accept\n" +
                "ip6 saddr { 2001:db8::/64 } tcp dport { 9104, 9100 } accept\n",
        );
    });

    it("opens nothing for no networks", () => assert.equal(acceptFrom([], [3306]), ""));
});

describe("packetRulesPart", () => {
    it("puts the rules where the host's table includes them, and asks nft first", () => {
        const { files, checks } = packetRulesPart("metrics", "tcp dport 1 accept\n");
        assert.deepEqual(files, [
            { path: "/etc/nftables.d/metrics.rules", content: "tcp dport 1 accept\n", mode: "0600" },
        ]);
        const table = 'table inet check {\\nchain input {\\ninclude "%s"\\n}\\n}\\n';
        assert.deepEqual(checks, [`printf '${table}' "$STAGE/etc/nftables.d/metrics.rules" | nft -c -f -`]);
    });
});
