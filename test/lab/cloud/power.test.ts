import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ensureEngine } from "../../../lab/engine/find";
import { succeeded } from "../../../lab/engine/pulumi";
import { labDown, labUp, type Lab } from "../../../lab/lab";
import type { Machine } from "../../../lab/machine/machine";
import { budgetMs } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { testProgram, type TestProgram } from "../../helpers/lab";

const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const linode = require("@pulumi/linode");
const config = new pulumi.Config();
const one = new linode.Instance("one", {
    label: "one", region: "nl-ams", type: "g6-nanode-1", image: "linode/debian12", rootPass: "Not.used-1234567",
    booted: config.getBoolean("booted"), watchdogEnabled: config.getBoolean("watchdog"),
});
exports.id = one.id;
`;
/** The watchdog looks each second. */
const WATCHDOG_ROUNDS_MS = 3500;
/** What an orderly shutdown may take before it becomes a hard one, and what goes around it. */
const HARD_AFTER_SECONDS = 20;
const MARGIN_SECONDS = 15;

/** What fencing relies on: the program decides whether a machine has power. The steps build on each other. */
describe("power by the program, on a real machine", function () {
    this.timeout(budgetMs("up"));
    const name = `power-${process.pid}`;
    const labs = fs.mkdtempSync(path.join(os.tmpdir(), "standby-labs-"));
    const labsBefore = process.env.STANDBY_LABS;
    let lab: Lab;
    let program: TestProgram;
    let machine: Machine;
    const status = async () => (await lab.client.instance("one")).status;
    const up = async (booted: boolean | undefined, watchdog?: boolean) => {
        program.pulumi.config({ booted, watchdog });
        return succeeded(await program.pulumi.up());
    };
    const staysOff = async () => {
        const since = Date.now();
        await eventually("the watchdog has looked", 10, () => Date.now() - since > WATCHDOG_ROUNDS_MS);
        assert.deepEqual([await status(), machine.running()], ["offline", false]);
    };

    before(async () => {
        process.env.STANDBY_LABS = labs;
        lab = await labUp(name, () => undefined);
        const engine = await ensureEngine(() => undefined);
        program = await testProgram({ lab, engine }, "power", PROGRAM);
        await up(undefined);
        machine = lab.machine(String((await program.pulumi.output()).id));
    });

    after(async () => {
        await program?.end();
        await labDown(name);
        fs.rmSync(labs, { recursive: true, force: true });
        if (labsBefore === undefined) delete process.env.STANDBY_LABS;
        else process.env.STANDBY_LABS = labsBefore;
    });

    it("runs when nothing is said", async () => {
        assert.deepEqual([await status(), machine.running()], ["running", true]);
    });

    it("is off when the up is over, and stays off", async () => {
        assert.equal((await up(false)).changed, 1);
        assert.deepEqual([await status(), machine.running()], ["offline", false]);
        await staysOff();
    });

    it("is left as it is when the program says nothing any more", async () => {
        assert.equal((await up(undefined)).changed, 0);
        assert.equal(machine.running(), false);
    });

    it("is on again when the program says so", async () => {
        await up(true);
        assert.deepEqual([await status(), machine.running()], ["running", true]);
    });

    it("is off when the up is over although its processes hang", async () => {
        await lab.client.hang("one");
        const { seconds } = await up(false);
        console.log(`        ${seconds.toFixed(1)} s`);
        assert.ok(seconds < HARD_AFTER_SECONDS + MARGIN_SECONDS, `${seconds} s`);
        assert.deepEqual([await status(), machine.running()], ["offline", false]);
        await staysOff();
    });

    it("stays off after it turned itself off, without the watchdog only", async () => {
        await up(true, false);
        await machine.eventually("systemctl is-system-running", 60);
        await machine.run("systemctl --no-block poweroff");
        await eventually("it is off", 30, async () => (await status()) === "offline");
        await staysOff();
        await up(true, true);
        await machine.eventually("systemctl is-system-running", 60);
        const boot = await machine.succeed("cat /proc/sys/kernel/random/boot_id; stat -c %Y /proc/1");
        await machine.run("systemctl --no-block poweroff");
        await eventually("the watchdog has booted it", 60, async () => {
            return (await machine.succeed("cat /proc/sys/kernel/random/boot_id; stat -c %Y /proc/1")) !== boot;
        });
    });
});
