import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { LabClient } from "../../../lab/client/lab-client";
import { readLabFile } from "../../../lab/client/lab-file";
import { cloudPid } from "../../../lab/cloud-server";
import { ensureEngine } from "../../../lab/engine/find";
import { labDown, labStatus, labUp, openLab, type Lab } from "../../../lab/lab";
import { MachineCgroup } from "../../../lab/machine/cgroup";
import { labDir } from "../../../lab/paths";
import { eventually } from "../../helpers/eventually";

const NAME = "updown";

/** A lab without a pair: up, again up, broken in many ways, down, and nothing is left. */
describe("a lab", function () {
    this.timeout(300_000);
    let folder: string;
    let lab: Lab;
    const labsBefore = process.env.STANDBY_LABS;
    const up = (name = NAME) => labUp(name, () => undefined);

    /** All that the kernel has of a slot. */
    const kernelHas = (slot: number): string[] => {
        const lines = (...command: [string, ...string[]]) =>
            execFileSync(command[0], command.slice(1)).toString().split("\n").filter(Boolean);
        const mine = new RegExp(`\\bstandby-${slot}\\b|\\bsb${slot}\\b|10\\.213\\.${slot}\\.|${folder}`);
        return [
            ...lines("ip", "netns", "list"),
            ...lines("ip", "-o", "link"),
            ...lines("ip", "route", "show", "table", "all"),
            ...lines("ps", "-axo", "args"),
            ...fs.readFileSync("/proc/mounts", "utf8").split("\n"),
            ...lines("losetup", "--list", "--noheadings"),
            ...fs.readdirSync(path.dirname(new MachineCgroup("any").path)),
        ].filter((line) => mine.test(line));
    };

    /** A Linode as the API makes it, without a provider. */
    const createLinode = async (label: string): Promise<number> => {
        const { url, linodeToken } = readLabFile(NAME);
        const answer = await fetch(`${url}/linode/v4/linode/instances`, {
            method: "POST",
            headers: { authorization: `Bearer ${linodeToken}`, "content-type": "application/json" },
            body: JSON.stringify({
                label,
                region: "eu-central",
                type: "g6-nanode-1",
                image: "linode/debian12",
                root_pass: "an unguessable 1",
            }),
        });
        const { id } = (await answer.json()) as { id: number };
        assert.equal(answer.status, 200);
        await eventually(`${label} runs`, 60, async () => (await lab.client.instance(id)).status === "running");
        return id;
    };

    before(async () => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "standby-labs-"));
        process.env.STANDBY_LABS = folder;
        lab = await up();
    });

    after(async () => {
        await labDown(NAME);
        await labDown("beside");
        if (labsBefore === undefined) delete process.env.STANDBY_LABS;
        else process.env.STANDBY_LABS = labsBefore;
        fs.rmSync(folder, { recursive: true, force: true });
    });

    it("has its zone, open mail ports, tokens for root only, and all services", async () => {
        const { zones, settings } = await lab.client.state();
        assert.deepEqual([zones.map(({ name }) => name), settings], [["example.test"], { mailPorts: "open" }]);
        assert.equal(fs.statSync(labDir(NAME, "lab.json")).mode & 0o777, 0o600);
        assert.equal(fs.statSync(labDir(NAME)).mode & 0o777, 0o700);
        const { services, cloudAnswers } = await labStatus(NAME);
        assert.deepEqual([services, cloudAnswers], [{ knot: true, unbound: true, aptCache: true }, true]);
    });

    it("stays as it is when it is started again", async () => {
        const before = [cloudPid(NAME), fs.readFileSync(labDir(NAME, "lab.json"), "utf8")];
        await up();
        assert.deepEqual([cloudPid(NAME), fs.readFileSync(labDir(NAME, "lab.json"), "utf8")], before);
    });

    it("stands beside another one", async () => {
        const beside = await up("beside");
        assert.notEqual(beside.net.slot, lab.net.slot);
        await beside.client.createZone("other.test");
        assert.deepEqual((await lab.client.state()).zones.length, 1);
        await labDown("beside");
        assert.deepEqual(kernelHas(beside.net.slot), []);
        assert.ok((await labStatus(NAME)).cloudAnswers);
    });

    it("is whole again after its cloud and a service were killed; its machines never noticed", async () => {
        const id = await createLinode("survivor");
        const machine = lab.machine(id);
        await machine.eventually("cat /proc/sys/kernel/random/boot_id", 30);
        const before = await machine.succeed("cat /proc/1/stat | cut -d ' ' -f 22");
        process.kill(cloudPid(NAME) as number, "SIGKILL");
        const knot = fs.readFileSync(labDir(NAME, "services", "knot", "pid"), "utf8").split(" ")[0];
        process.kill(Number(knot), "SIGKILL");
        await eventually("the cloud is dead", 10, () => cloudPid(NAME) === undefined);
        await assert.rejects(openLab(NAME), /the cloud of lab "updown" does not answer/);
        lab = await up();
        assert.equal((await lab.client.instance(id)).status, "running");
        assert.equal(await machine.succeed("cat /proc/1/stat | cut -d ' ' -f 22"), before);
        assert.deepEqual((await labStatus(NAME)).services, { knot: true, unbound: true, aptCache: true });
    });

    it("goes without a trace, with machines running and half of it broken", async () => {
        await createLinode("last");
        process.kill(cloudPid(NAME) as number, "SIGKILL");
        // As a creation that was cut off, and as a machine whose folder somebody deleted.
        fs.mkdirSync(labDir(NAME, "machines", "9999"));
        const survivor = Math.min(...fs.readdirSync(labDir(NAME, "machines")).map(Number));
        fs.rmSync(labDir(NAME, "machines", String(survivor), "spec.json"));
        await labDown(NAME);
        assert.deepEqual(kernelHas(lab.net.slot), []);
        assert.ok(!fs.existsSync(labDir(NAME)));
        assert.deepEqual((await labStatus(NAME)).exists, false);
    });

    it("may be taken down twice, and then be started anew", async () => {
        await labDown(NAME);
        await assert.rejects(openLab(NAME), /there is no lab "updown": start it with/);
        lab = await up();
        assert.deepEqual((await LabClient.open(NAME).state()).instances, []);
    });

    it("takes an engine that is at work down with it", async () => {
        const program = path.join(folder, "slow.js");
        const started = path.join(folder, "started");
        fs.symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
        fs.writeFileSync(
            program,
            `const { local } = require("@pulumi/command");
            new local.Command("slow", { create: "touch ${started}; exec tail -f /dev/null" });`,
        );
        const pulumi = await lab.pulumi(await ensureEngine(console.error), { stack: "slow", program });
        const run = pulumi.start("up");
        await eventually("the slow command runs", 60, () => fs.existsSync(started));
        await labDown(NAME);
        assert.equal((await run.done).code, 137);
        assert.deepEqual(kernelHas(lab.net.slot), []);
    });

    it("refuses names that would not fit", async () => {
        await assert.rejects(up("Not/this"), /lab name "Not\/this": up to 30 lower-case letters/);
    });
});
