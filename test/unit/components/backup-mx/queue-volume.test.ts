import assert from "node:assert/strict";
import { BackupMxMemberArgs, BackupMxPairArgs } from "../../../../components/backup-mx/args";
import { queueVolumePart } from "../../../../components/backup-mx/queue-volume";
import { backupPlan, primaryPlan } from "../../../../components/backup-mx/plan";
import { joined } from "../../../../components/ops/bundle";
import { find, plain } from "../../../helpers/mocks";
import { content, isAfter, paths } from "../../../helpers/pair";
import { build, existing, unmanaged } from "./pair";
import { refuseEach } from "./refusal";
import { sampleArgs, sampleSettings } from "./sample";

const LIBRARY = "/usr/local/lib/standby";
const SYSTEM = "/etc/systemd/system";
const DEVICE = "/dev/disk/by-id/scsi-0Linode_Volume_mail-b-queue";

function withVolume(change: Partial<BackupMxMemberArgs> = {}, sizeGiB = 20): Partial<BackupMxPairArgs> {
    return { b: { ...sampleArgs().b, queueVolume: { sizeGiB }, ...change } };
}
const bundle = (mta: "postfix" | "exim") => {
    const settings = sampleSettings({ mta: { a: mta, b: mta }, queueGiB: { b: 20 } });
    const plan = backupPlan(settings, "203.0.113.10", "0".repeat(64));
    return joined("service", queueVolumePart(mta, DEVICE, 20), plan);
};

describe("the volume of a queue", () => {
    refuseEach([
        {
            refuses: "sizes that Linode does not have",
            change: withVolume({}, 9),
            problems: ["b.queueVolume.sizeGiB: 9 is out of range: a whole number from 10 to 10240 GiB"],
        },
        {
            refuses: "a volume for hosts that are not made at Linode",
            change: {
                a: { ...unmanaged.a!, queueVolume: { sizeGiB: 20 } },
                b: { ...existing.b!, queueVolume: { sizeGiB: 20 } },
            },
            problems: [
                "a.queueVolume: is a volume of Linode, for a host that is made there: leave it out",
                "b.queueVolume: is a volume of Linode, for a host that is made there: leave it out",
            ],
        },
    ]);

    it("is on its host before the mail server is set up, in the host's region", async () => {
        const recording = await build(withVolume());
        const volume = find(recording, "mail-b-queue");
        const { linodeId, ...inputs } = plain<Record<string, unknown>>(volume.inputs);
        assert.deepEqual(inputs, { label: "mail-b-queue", region: "nl-ams", size: 20, tags: ["mail-b"] });
        assert.equal(typeof linodeId, "number");
        assert.ok(isAfter(volume, find(recording, "mail-b", "instance")));
        assert.ok(isAfter(find(recording, "mail-b-service"), volume));
        assert.ok(!recording.resources.some(({ name }) => name === "mail-a-queue"));
    });

    it("is kept when its host is released, and goes with a stack that is made to be destroyed", async () => {
        for (const [change, kept] of [
            [{}, true],
            [{ release: "b" }, true],
            [{ destroyable: true }, false],
        ] as const) {
            const recording = await build({ ...withVolume(), ...change });
            assert.equal(find(recording, "mail-b-queue").protect, kept);
        }
        assert.equal(find(await build({ ...withVolume(), release: "b" }), "mail-b", "instance").protect, false);
    });

    it("waits for no primary: one that is dead would keep a backup that is made anew from serving", async () => {
        const recording = await build(withVolume());
        assert.ok(!isAfter(find(recording, "mail-b-service"), find(recording, "mail-a-service")));
        assert.ok(!isAfter(find(recording, "mail-b-mx-example.com"), find(recording, "mail-a-service")));
    });

    it("can be the primary's as well", async () => {
        const recording = await build({ a: { ...sampleArgs().a, queueVolume: { sizeGiB: 10 } } });
        assert.ok(isAfter(find(recording, "mail-a-service"), find(recording, "mail-a-queue")));
    });

    it("has a file that tells where mail waits: only so is a host asked before the volume goes", () => {
        const told = (queueGiB: object) => {
            const plan = backupPlan(sampleSettings({ queueGiB }), "203.0.113.10", "0".repeat(64));
            return content(plan, "/etc/standby/mail.conf");
        };
        assert.match(told({}), /^queue_on=disk$/m);
        assert.match(told({ b: 20 }), /^queue_on=volume$/m);
    });

    it("changes nothing on hosts without one", () => {
        const { files = [] } = primaryPlan(sampleSettings(), "203.0.113.20", "0".repeat(64));
        assert.ok(!files.some(({ path }) => path.includes("queue-volume")));
    });

    for (const [mta, spool, tied, server] of [
        ["postfix", "postfix", "postfix@-.service.d", "postfix.service"],
        ["exim", "exim4", "exim4.service.d", "exim4.service"],
    ] as const) {
        it(`is mounted where ${mta} keeps its queue, and ${mta} never starts without it`, () => {
            const made = bundle(mta);
            const drop = `${SYSTEM}/${tied}/queue-volume.conf`;
            for (const file of [
                "0644 /etc/standby/queue-volume.conf",
                `0644 ${SYSTEM}/var-spool-${spool}.mount`,
                `0644 ${SYSTEM}/standby-queue-volume.service`,
                `0644 ${drop}`,
                `0755 ${LIBRARY}/queue-volume`,
                `0755 ${LIBRARY}/status.d/queue-volume`,
            ]) {
                assert.ok(paths(made).includes(file), file);
            }
            const mount = content(made, `${SYSTEM}/var-spool-${spool}.mount`);
            assert.match(mount, new RegExp(`^What=${DEVICE}\nWhere=/var/spool/${spool}$`, "m"));
            assert.match(mount, /^Requires=standby-queue-volume.service$/m);
            const ties = content(made, drop);
            assert.match(ties, new RegExp(`^BindsTo=var-spool-${spool}.mount$`, "m"));
            assert.match(ties, new RegExp(`^AssertPathIsMountPoint=/var/spool/${spool}$`, "m"));
            // Deliveries of Exim outlive it, and would keep the volume from being unmounted.
            assert.equal(/^ExecStopPost=-.*\/queue-volume settle$/m.test(ties), mta === "exim");
            const [first, ...others] = made.units ?? [];
            assert.equal(first.name, `var-spool-${spool}.mount`);
            assert.ok(others.find(({ name }) => name === server)?.restartOn?.includes(drop));
            assert.ok(made.checks?.includes(`sh "$STAGE${LIBRARY}/check-former-mta" ${mta} volume`));
        });
    }
});
