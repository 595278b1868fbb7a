import assert from "node:assert/strict";
import { ALONE, inWorld, Outcome, WHOLE, World } from "./world";

const lock = (epoch: number, holder: string, shut = "none") =>
    `printf 'epoch ${epoch}\\nholder ${holder}\\nshut ${shut}\\n'`;
const STANDBY = "cs:Connected ro:Secondary/Primary ds:UpToDate/UpToDate C r-----";
const NOBODY = "cs:Connected ro:Secondary/Secondary ds:UpToDate/UpToDate C r-----";
const NEW = "cs:Connected ro:Secondary/Secondary ds:Inconsistent/Inconsistent C r-----";
const serving = { serving: "2026-01-01T00:00:00Z\n" };

/** Enough looks for every pace of the agent. */
function looks(world: World): Outcome {
    return inWorld({ ...world, looks: 7 }, "agent");
}

describe("The agent of a member", function () {
    this.timeout(60_000);

    it("begins a new pair as a, says that both disks are alike, and serves", () => {
        const { did, state } = looks({ drbd: NEW, epoch: 0, witness: `[ "$1" != begin ] || ${lock(1, "a")}` });
        assert.deepEqual(did.slice(0, 1), ["drbdadm new-current-uuid --clear-bitmap mail"]);
        assert.equal(state("epoch"), "1\n");
        assert.deepEqual(looks({ drbd: NEW, epoch: 0, conf: "MEMBER=b", witness: lock(1, "a") }).did, []);
    });

    it("does not begin where the witness knows the pair: both disks would be taken for alike", () => {
        const { did, said } = looks({ drbd: NEW, witness: "echo 'the pair began already'; exit 4" });
        assert.deepEqual(did, []);
        assert.match(said, /waits: for the witness, to begin: the pair began already/);
    });

    it("says what it waits for before it asks, which takes as long as four fences", () => {
        assert.match(looks({ drbd: ALONE }).said, /waits: for the word of the witness, and for b to be off/);
    });

    it("no longer says what it waited for, once it is connected again", () => {
        const lost = { drbd: ALONE.replace("UpToDate/", "Outdated/"), witness: lock(4, "b") };
        assert.match(looks(lost).waits, /^the disk of a is Outdated and the peer is away/);
        assert.equal(looks({ ...lost, second: `[ $at -lt 1004 ] || drbd '${STANDBY}'` }).waits, "");
        const earlier = { waits: "for what an earlier agent did\n" };
        assert.equal(looks({ drbd: STANDBY, witness: lock(4, "b"), run: earlier }).waits, "");
    });

    it("becomes primary where the lock names it and nobody is, and then serves", () => {
        const { did } = looks({ drbd: NOBODY, witness: lock(4, "a") });
        assert.deepEqual(did.slice(0, 2), ["drbdadm primary mail", "serve on"]);
        assert.deepEqual(looks({ drbd: NOBODY, witness: lock(4, "b") }).did, []);
        assert.deepEqual(looks({ drbd: NOBODY, witness: "exit 255" }).did, []);
    });

    it("goes on with its work in a split brain, where DRBD tells one word less", () => {
        const split = "cs:StandAlone ro:Primary/Unknown ds:UpToDate/Outdated   r-----";
        const { did, waits } = looks({ drbd: split, run: serving, witness: lock(5, "b") });
        assert.deepEqual(did.slice(0, 1), ["serve off"]);
        assert.equal(waits, "");
        const other = looks({ drbd: split.replace("Primary", "Secondary"), witness: lock(5, "b") });
        assert.match(other.waits, /the witness does not name a/);
    });

    it("leaves a primary alone, and remembers the epoch in which it was whole", () => {
        const { did, state } = looks({ drbd: STANDBY, witness: lock(6, "b") });
        assert.deepEqual(did, []);
        assert.equal(state("epoch"), "6\n");
    });

    it("remembers it also while both disks are compared: it may have to take over before that ends", () => {
        const compared = STANDBY.replace("Connected", "VerifyT");
        assert.equal(looks({ drbd: compared, witness: lock(6, "b") }).state("epoch"), "6\n");
    });

    it("remembers nothing where it lacks mail, or is shut out", () => {
        const syncing = STANDBY.replace("Connected", "SyncTarget").replace("UpToDate/", "Inconsistent/");
        assert.equal(looks({ drbd: syncing, witness: lock(6, "b") }).state("epoch"), "4\n");
        assert.equal(looks({ drbd: STANDBY, witness: lock(6, "b", "a") }).state("epoch"), "4\n");
    });

    it("asks the kernel, which asks the fence, when its peer is gone", () => {
        const { did, asked } = looks({ drbd: ALONE });
        assert.deepEqual(did.slice(0, 2), ["drbdadm primary mail", "serve on"]);
        assert.deepEqual(asked, [], "whom to name is asked by fence-peer");
    });

    it("asks the witness itself, where the kernel knows that the peer lacks mail, and would not", () => {
        const drbd = ALONE.replace("DUnknown", "Outdated");
        assert.deepEqual(looks({ drbd, witness: lock(4, "a") }).did.slice(0, 1), ["drbdadm primary mail"]);
        for (const witness of [lock(5, "b"), "exit 255"]) assert.deepEqual(looks({ drbd, witness }).did, []);
    });

    it("waits, and says why, where its disk is not known to be the newest", () => {
        const { did, said } = looks({ drbd: ALONE.replace("UpToDate/", "Consistent/") });
        assert.deepEqual(did, []);
        assert.match(said, /the disk of a is Consistent and the peer is away.*standby promote --peer-is-off/);
    });

    it("stops serving when the witness names the other one", () => {
        const { did, said } = looks({ drbd: WHOLE, run: serving, witness: lock(5, "b") });
        assert.deepEqual(did.slice(0, 1), ["serve off"]);
        assert.match(said, /ALARM the witness names b: a stops/);
    });

    it("goes on serving while the witness is silent, and while writes stand still", () => {
        assert.deepEqual(looks({ drbd: WHOLE, run: serving, witness: "exit 255" }).did, []);
        assert.deepEqual(looks({ run: serving, witness: lock(5, "b") }).did, []);
    });

    it("tells a witness that is back what an operator said without it", () => {
        const witness = `case $1 in read) ${lock(4, "b")} ;; claim) ${lock(5, "a", "b")} ;; esac`;
        const { did, asked } = looks({ drbd: WHOLE, run: serving, epoch: 5, witness });
        assert.ok(asked.includes("claim 4"));
        assert.deepEqual(did, []);
    });
});
