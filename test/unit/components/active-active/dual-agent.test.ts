import assert from "node:assert/strict";
import { ALONE, GONE, inWorld, Outcome, WHOLE, World } from "./world";

const lock = (epoch: number, holder: string, shut = "none") =>
    `printf 'epoch ${epoch}\\nholder ${holder}\\nshut ${shut}\\n'`;
const BOTH = WHOLE.replace("Primary/Secondary", "Primary/Primary");
const THERE = WHOLE.replace("Primary/Secondary", "Secondary/Primary");
const conf = "MODE=dual-primary\n";
const run = { serving: "2026-01-01T00:00:00Z\n", affinity: "shared\n" };
const ADOPT = "systemctl start --no-block standby-adopt.service";

/** Enough looks for every pace of the agent. */
function looks(world: World): Outcome {
    return inWorld({ conf, ...world, dual: true, looks: 7 }, "agent");
}

describe("The agent of a member, where both serve", function () {
    this.timeout(60_000);

    it("becomes primary beside a primary, whoever holds the lock, once both disks are whole", () => {
        for (const holder of ["a", "b"]) {
            const { did, state } = looks({ drbd: THERE, witness: lock(6, holder) });
            assert.deepEqual(did.slice(0, 2), ["drbdadm primary mail", "serve on"], holder);
            assert.equal(state("epoch"), "6\n");
        }
    });

    it("does not while it lacks mail, is shut out, or cannot ask", () => {
        const syncing = THERE.replace("Connected", "SyncTarget").replace("UpToDate/", "Inconsistent/");
        assert.deepEqual(looks({ drbd: syncing, witness: lock(6, "b") }).did, []);
        assert.deepEqual(looks({ drbd: THERE, witness: lock(6, "b", "a") }).did, []);
        assert.deepEqual(looks({ drbd: THERE, witness: "exit 255" }).did, []);
    });

    it("goes on beside the other one, and takes nothing over from one that serves", () => {
        for (const holder of ["a", "b"]) {
            assert.deepEqual(looks({ drbd: BOTH, run, witness: lock(6, holder) }).did, []);
        }
    });

    it("takes over users and queue of a peer that is fenced, or has left in order; never while writes stand still", () => {
        const fenced = GONE.replace("s-----", "r-----");
        assert.equal(looks({ drbd: fenced, run, witness: lock(6, "a", "b") }).did[0], ADOPT);
        assert.equal(looks({ drbd: WHOLE, run, witness: lock(6, "a") }).did[0], ADOPT);
        assert.deepEqual(looks({ drbd: GONE, run, witness: lock(6, "a") }).did, []);
        const alone = { ...run, affinity: "alone\n" };
        assert.deepEqual(looks({ drbd: fenced, run: alone, witness: lock(6, "a", "b") }).did, []);
    });

    it("stops when it is shut out", () => {
        const { did, said } = looks({ drbd: BOTH, run, witness: lock(7, "b", "a") });
        assert.equal(did[0], "serve off");
        assert.match(said, /ALARM the witness shuts a out/);
    });

    it("asks the kernel, which asks the fence, when its peer is gone at boot", () => {
        assert.deepEqual(looks({ drbd: ALONE }).did.slice(0, 2), ["drbdadm primary mail", "serve on"]);
    });
});

describe("fence-peer, where both are primary", function () {
    this.timeout(60_000);
    const witness =
        'case $1 in claim) printf "epoch 5\\nholder $M\\n" ;; power-off) echo offline ;; *) exit 255 ;; esac';

    it("lets a ask the witness first, and b later: else each could fence the other", () => {
        assert.deepEqual(inWorld({ conf, witness }, "fence-peer").seconds, 3);
        const b = inWorld({ conf: `${conf}MEMBER=b\n`, witness }, "fence-peer");
        assert.deepEqual([b.seconds, b.status], [8, 7]);
    });
});

describe("adopt", function () {
    this.timeout(60_000);
    const volume = {
        ".spool/queue-a/incoming/own": "",
        ".spool/queue-a/hold/own-held": "",
        ".spool/queue-b/active/one": "",
        ".spool/queue-b/deferred/4/two": "",
        ".spool/queue-b/hold/three": "",
    };
    const fenced = GONE.replace("s-----", "r-----");
    const adopt = (world: World) => inWorld({ conf, volume, ...world, dual: true }, "adopt");

    it("stops mail, looks into the mailboxes for both queues, and then delivers what waits, and serves all users", () => {
        const { did, volume: left, status, said } = adopt({ drbd: fenced });
        assert.equal(status, 0, said);
        assert.deepEqual(left, [
            ...[".spool/queue-a/hold/own-held", ".spool/queue-a/hold/three"],
            ...[".spool/queue-a/incoming/one", ".spool/queue-a/incoming/own", ".spool/queue-a/incoming/two"],
        ]);
        const calls = did.filter((one) => !/^(chown|install)/.test(one));
        const work = [
            ...["settle-queue mail/.spool/queue-a mail/v", "settle-queue mail/.spool/queue-b mail/v"],
            "affinity alone",
        ];
        const services = "dovecot.service postfix@-.service";
        const starts = [`systemctl start ${services}`, "postqueue -f"];
        assert.deepEqual(calls, [`systemctl stop ${services}`, ...work, ...starts]);
    });

    it("starts and stops nothing where nothing runs yet", () => {
        const { did } = inWorld({ conf, volume, drbd: fenced, dual: true }, "adopt", "now");
        assert.equal(
            did.some((one) => one.startsWith("systemctl")),
            false,
        );
        assert.equal(did.at(-1), "affinity alone");
    });

    it("does nothing beside a peer that is primary, while writes stand still, and where this member does not serve", () => {
        for (const drbd of [BOTH, GONE, ALONE, THERE]) {
            const { did, volume: left } = adopt({ drbd });
            assert.deepEqual([did, left.length], [[], 5], drbd);
        }
    });

    it("leaves queues that are on the root disks where they are", () => {
        const { did } = adopt({ drbd: fenced, conf: `${conf}DURABILITY=local-queue\n` });
        assert.deepEqual(did.slice(1, -2), ["settle-queue /var/spool/postfix mail/v", "affinity alone"]);
    });
});
