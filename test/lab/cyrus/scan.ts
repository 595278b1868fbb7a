import assert from "node:assert/strict";
import { openTcpPorts } from "../../../lab/client/port-scan";
import { succeeded } from "../../../lab/engine/pulumi";
import { budgetMs } from "../../budgets";
import type { CyrusLab } from "../../helpers/lab";

const ALL = Array.from({ length: 65535 }, (_, index) => index + 1);
/** What users reach on a primary. */
const USERS = [110, 143, 993, 995, 4190];

/** Users are let in by the program; replication, and what our own tools use, are never reachable from outside. */
export function cyrusScanSuite(at: () => CyrusLab): void {
    describe("ports", function () {
        this.timeout(budgetMs("scan"));

        it("shows users' ports on the primary alone, and mail on both", async () => {
            const { pair } = at();
            const primary = await pair.primaryNow(pair.instance());
            for (const { address, member } of pair.members) {
                const open = await openTcpPorts(address, ALL);
                assert.deepEqual(open, member === primary.member ? [22, 25, ...USERS] : [22, 25], member);
            }
            assert.deepEqual(await openTcpPorts(pair.witness.address, ALL), [22]);
        });

        it("shows users' ports to nobody who is not let in", async () => {
            const { pair } = at();
            succeeded(await pair.up({ clientsFrom: ["192.0.2.0/24"] }));
            for (const { address } of pair.members) {
                assert.deepEqual(await openTcpPorts(address, [...USERS, 22, 25, 2005]), [22, 25]);
            }
        });
    });
}
