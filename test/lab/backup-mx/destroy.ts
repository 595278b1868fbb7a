import assert from "node:assert/strict";
import { succeeded } from "../../../lab/engine/pulumi";
import { labDown } from "../../../lab/lab";
import { queryDns } from "../../../lab/services";
import { budgetMs } from "../../budgets";
import type { BackupMxLab } from "../../helpers/lab";
import { leftOvers } from "../../helpers/left-overs";
import { resources } from "../../helpers/state";

/** What was made goes: first what the stack made, then the lab itself. */
export function destroySuite(at: () => BackupMxLab): void {
    describe("destroy", function () {
        this.timeout(budgetMs("destroy"));

        it("leaves no machine, no record, no rule in the cloud", async function () {
            const { pair, lab, ours } = at();
            if (!ours) this.skip();
            succeeded(await pair.pulumi.destroy());
            assert.deepEqual(await resources(pair.pulumi), []);
            const { instances, firewalls, placementGroups, zones } = await pair.client.state();
            assert.deepEqual(
                { instances, firewalls, placementGroups },
                { instances: [], firewalls: [], placementGroups: [] },
            );
            assert.deepEqual(
                zones.flatMap(({ records }) => records),
                [],
            );
            assert.deepEqual(await queryDns(lab.net, "example.test", "MX"), []);
            assert.deepEqual(await queryDns(lab.net, "mail.example.test", "A"), []);
            for (const { machine } of pair.members) assert.ok(!machine.running());
        });

        it("leaves nothing on this machine once the lab is down", async function () {
            const { lab, ours } = at();
            if (!ours) this.skip();
            assert.notDeepEqual(await leftOvers(lab), [], "the lab is up: the test must see it");
            await labDown(lab.name);
            assert.deepEqual(await leftOvers(lab), []);
        });
    });
}
