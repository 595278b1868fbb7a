import assert from "node:assert/strict";
import { answeringUdpPorts, openTcpPorts } from "../../../lab/client/port-scan";
import { budgetMs } from "../../budgets";
import type { BackupMxLab } from "../../helpers/lab";

const ALL = Array.from({ length: 65535 }, (_, index) => index + 1);
const UDP = [53, 67, 68, 69, 111, 123, 137, 161, 500, 514, 546, 1194, 1900, 4500, 5353, 5355, 11211, 51820];
/** What processes of a host listen on, but for those that only the host itself can reach. */
const LISTENERS = "ss -Hltn | awk '{ print $4 }' | grep -v '^127\\.' | grep -v '^\\[::1\\]' | sed 's/.*://' | sort -nu";

/** A host shows what the pair serves, and nothing else. */
export function scanSuite(at: () => BackupMxLab): void {
    describe("ports", () => {
        it("shows SSH and SMTP to the outside, on all 65535 TCP ports", async function () {
            this.timeout(budgetMs("scan"));
            const { members } = at().pair;
            const open = await Promise.all(members.map(({ address }) => openTcpPorts(address, ALL)));
            assert.deepEqual(open, [
                [22, 25],
                [22, 25],
            ]);
        });

        it("answers on no UDP port", async () => {
            const { members } = at().pair;
            const answering = await Promise.all(members.map(({ address }) => answeringUdpPorts(address, UDP)));
            assert.deepEqual(answering, [[], []]);
        });

        it("listens on nothing that only the firewalls would hide", async () => {
            for (const { machine } of at().pair.members) {
                assert.equal((await machine.succeed(LISTENERS)).trim().split("\n").join(), "22,25");
            }
        });

        it("has two firewalls that would each do alone", async () => {
            const { pair } = at();
            const { firewalls } = await pair.client.state();
            const firewall = firewalls.find(({ linodeIds }) => linodeIds.includes(pair.a.machine.spec.id));
            assert.deepEqual(firewall?.linodeIds.sort(), pair.members.map(({ machine }) => machine.spec.id).sort());
            assert.equal(firewall?.rules.inbound_policy, "DROP");
            for (const { machine } of pair.members) {
                const rules = await machine.succeed("nft list chain inet standby input");
                assert.match(rules, /policy drop/);
                assert.match(rules, /tcp dport 25 accept|tcp dport \{ 25 \} accept/);
            }
        });
    });
}
