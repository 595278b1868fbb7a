import assert from "node:assert/strict";
import { succeeded } from "../../../lab/engine/pulumi";
import { openPair } from "../../../lab/kinds";
import type { LabBackupMxPair } from "../../../lab/pair/backup-mx";
import { runAudits } from "../../audits/all";
import { budget, budgetMs } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { inLab } from "../../helpers/in-lab";
import { resources } from "../../helpers/state";
import { bounced, greets, runName, settledCount, waiting } from "../mail";

/** How many wait when the host is lost, and how many there are with those that its successor takes. */
const MAILS = 200;
const ALL = 250;
/** Where each mail server keeps its queue, which folder of it has waiting mail, and its units. */
const SERVERS = {
    postfix: {
        queue: "/var/spool/postfix",
        waits: "deferred",
        mount: "var-spool-postfix.mount",
        service: "postfix.service",
        process: "postfix@-.service",
    },
    exim: {
        queue: "/var/spool/exim4",
        waits: "input",
        mount: "var-spool-exim4.mount",
        service: "exim4.service",
        process: "exim4.service",
    },
} as const;

/**
 * Situation: the backup's queue is on a volume of its own. Its host is lost with mail in the queue while the primary is dead too, and
 *            another host takes its place.
 * Promise:   the other host takes mail at once. What was acknowledged by either is in the mailboxes once each, none is given back, also
 *            by a primary that returns without knowing the new address. The mail server never runs beside the volume.
 * Origin:    the one mail that a backup MX can lose for good is that in its queue. A container's power loss proves the death of its
 *            processes: the kernel keeps what they wrote.
 */
/** While files move between folders of the queue, one may be counted nowhere or twice. */
const allWait = (member: Pick<LabBackupMxPair["b"], "machine">, count: number) =>
    eventually(`${count} mails wait`, budget("delivery"), async () => (await waiting(member)) === count);

function queueOnVolume(backupMta: keyof typeof SERVERS): void {
    const { queue, waits, mount, service, process } = SERVERS[backupMta];
    // First without: mail that waits moves along when the volume comes.
    const at = inLab("backup-mx", { backupMta, recipientsFrom: {} });
    const run = runName("queue-volume");
    const onVolume = (machine: LabBackupMxPair["b"]["machine"]) =>
        machine.succeed(`findmnt -n -o TARGET ${queue} && systemctl is-active ${mount} ${process}`);
    let sender: ReturnType<LabBackupMxPair["sender"]>;
    let started: number;
    let anew: LabBackupMxPair["b"]["machine"];
    const takenByBackup = (count: number) => {
        const taken = sender.those("acknowledged");
        assert.deepEqual([taken.length, ...new Set(taken.map(({ by }) => by))], [count, at().pair.b.name]);
    };

    it("takes along what waits on the host's own disk, when the volume comes", async () => {
        const { pair } = at();
        started = Date.now();
        // One that holds no former address of a host in a cache.
        sender = pair.sender(run, { resolver: pair.lab.net.dns });
        await pair.a.crash();
        await sender.send(1, MAILS / 2);
        await allWait(pair.b, MAILS / 2);
        // The primary is dead, and needs nothing of it.
        succeeded(await pair.up({ backupQueueGiB: 10 }));
        await onVolume(pair.b.machine);
        await allWait(pair.b, MAILS / 2);
        await pair.b.machine.succeed("standby status");
        const below = `umount -l ${queue} && find ${queue}/${waits} -type f | wc -l`;
        assert.equal((await pair.b.machine.succeed(`unshare -m sh -c '${below}'`)).trim(), "0");
    });

    it("changes nothing the second time", async () => {
        const second = succeeded(await at().pair.up());
        assert.equal(second.changed, 0, second.summary);
    });

    it("keeps the mail server down where the volume is away, and says so", async () => {
        const { b } = at().pair;
        await b.machine.succeed(`systemctl stop ${service} ${mount}`);
        await b.machine.succeed("sed -i 's/^DEVICE=/DEVICE=\\/nowhere/' /etc/standby/queue-volume.conf");
        await b.machine.succeed(
            "cp -a /usr/local/lib/standby/queue-volume /root/ && sed -i 's/-le 60/-le 1/' /usr/local/lib/standby/queue-volume",
        );
        try {
            await b.machine.run(`systemctl start ${service}`);
            await b.machine.fails(`systemctl is-active -q ${process}`);
            await b.machine.fails(`mountpoint -q ${queue}`);
            const said = await b.standby("status");
            assert.equal(said.code, 1);
            assert.match(said.stdout, /QUEUE VOLUME: the volume of the queue is not mounted/);
            // Nobody can tell what waits on it.
            const taken = await b.machine.run(`/usr/local/lib/standby/check-former-mta ${backupMta} disk`);
            assert.equal(taken.code, 1);
            assert.match(taken.stdout, /the volume of the queue is not mounted, and may hold mail/);
            // What this host's own programs hand over meanwhile waits below, and is taken along.
            await b.machine.succeed("printf 'Subject: below\\n\\nbelow\\n' | sendmail root");
        } finally {
            await b.machine.succeed("cp -a /root/queue-volume /usr/local/lib/standby/queue-volume");
            await b.machine.succeed("sed -i 's/^DEVICE=.nowhere/DEVICE=/' /etc/standby/queue-volume.conf");
        }
        // As a run that was killed leaves it.
        const aside = "/run/standby/queue-volume";
        await b.machine.succeed(`mkdir -p ${aside} && . /etc/standby/queue-volume.conf && mount "$DEVICE" ${aside}`);
        await b.machine.succeed(`systemctl start ${service}`);
        await onVolume(b.machine);
        await b.machine.fails(`mountpoint -q ${aside}`);
        // The mail of the host itself is delivered.
        await allWait(b, MAILS / 2);
    });

    it("refuses to be taken out while mail waits on it", async () => {
        const { pair } = at();
        const refused = await pair.up({ backupQueueGiB: 0 });
        assert.notEqual(refused.code, 0);
        assert.match(refused.errors.join("\n"), /mail waits on the volume of the queue: put queueVolume back/);
        await onVolume(pair.b.machine);
        succeeded(await pair.up({ backupQueueGiB: 10 }));
    });

    it("is on the volume again after a reboot", async () => {
        const { b } = at().pair;
        await b.machine.reboot();
        await b.machine.eventually(`systemctl is-active ${process}`, budget("serviceBack"));
        await onVolume(b.machine);
        await allWait(b, MAILS / 2);
    });

    it("serves at once on another host when its own is lost, the primary dead all the time", async () => {
        const { pair, lab } = at();
        await sender.send(MAILS / 2 + 1, MAILS);
        takenByBackup(MAILS);
        await pair.b.crash();
        const host = (await resources(pair.pulumi)).find(
            ({ type, name }) => type.endsWith(":Instance") && name === "mx-b",
        );
        assert.ok(host);
        // It ends with an error: the primary cannot be told the new address.
        const replaced = await pair.pulumi.up({ args: ["--replace", host.urn, "--continue-on-error"] });
        assert.notEqual(replaced.code, 0);
        const { id } = await pair.client.instance("mx-b");
        anew = lab.machine(id);
        assert.notEqual(anew.spec.ipv4, pair.b.address);
        await onVolume(anew);
        await allWait({ machine: anew }, MAILS);
        await sender.send(MAILS + 1, ALL);
        takenByBackup(ALL);
        await allWait({ machine: anew }, ALL);
    });

    it("has its mail put off by the primary until that is told the new address, and loses nothing", async () => {
        const { pair, lab } = at();
        await pair.a.start();
        await greets(pair.a);
        await eventually("the primary puts it off", budget("delivery"), async () => {
            return /that is a name of ours, and this not its address/.test(await anew.succeed("standby queue"));
        });
        assert.match((await anew.run("standby status")).stdout, /did not know this host's address yet: run pulumi up/);
        assert.equal(await waiting({ machine: anew }), ALL);
        succeeded(await pair.up());
        const now = await openPair("backup-mx", lab, pair.pulumi);
        await onVolume(now.b.machine);
        const { delivered, duplicates, missing } = await settledCount(now, sender, run);
        assert.deepEqual(
            { delivered, duplicates, missing, queued: await waiting(now.b), bounced: await bounced(now, started) },
            { delivered: ALL, duplicates: 0, missing: [], queued: 0, bounced: 0 },
        );
        assert.deepEqual(sender.those("refused"), []);
        assert.deepEqual(await runAudits(now, () => undefined), []);
    });

    it("is taken out when it is empty and the server is stopped, and goes with its data", async () => {
        const { pair, lab } = at();
        const { b } = await openPair("backup-mx", lab, pair.pulumi);
        const refused = await pair.up({ backupQueueGiB: 0 });
        assert.match(refused.errors.join("\n"), /more mail may come meanwhile: put queueVolume back/);
        await b.machine.succeed(`systemctl stop ${process}`);
        succeeded(await pair.up({ backupQueueGiB: 0 }));
        await b.machine.fails(`mountpoint -q ${queue}`);
        await b.machine.succeed(`systemctl is-active ${process}`);
        assert.ok(!(await resources(pair.pulumi)).some(({ type }) => type.endsWith(":Volume")));
    });

    it("leaves nothing when it is destroyed with its volume", async function () {
        const { pair, ours } = at();
        if (!ours) this.skip();
        succeeded(await pair.up({ backupQueueGiB: 10 }));
        succeeded(await pair.pulumi.destroy());
        assert.deepEqual(await resources(pair.pulumi), []);
        assert.deepEqual((await pair.client.state()).instances, []);
    });
}

for (const mta of ["postfix", "exim"] as const) {
    describe(`a backup-MX pair whose backup has its queue on a volume, with ${mta}`, function () {
        this.timeout(budgetMs("drill"));
        queueOnVolume(mta);
    });
}
