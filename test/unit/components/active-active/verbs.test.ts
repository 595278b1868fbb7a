import assert from "node:assert/strict";
import { GONE, inWorld, WHOLE, World } from "./world";

const SPLIT = "cs:StandAlone ro:Primary/Unknown ds:UpToDate/Outdated   r-----";
const COMPARED = WHOLE.replace("Connected", "VerifyS");

describe("standby unfence", function () {
    this.timeout(60_000);
    const witness = `case $1 in
read) printf 'epoch 5\\nholder a\\nshut b\\n' ;;
power-on) echo running ;;
admit) echo admitted ;;
*) exit 4 ;;
esac`;
    const unfence = (world: World) => inWorld({ witness, ...world }, "../verbs/unfence", "60");

    it("lets the other member in once both disks are whole", () => {
        const { status, asked, said } = unfence({ second: `drbd '${WHOLE}'` });
        assert.equal(status, 0, said);
        assert.deepEqual(asked, ["read", "power-on 5", "admit 5"]);
    });

    it("does so while both are compared: that takes hours", () => {
        const { status, said } = unfence({ drbd: COMPARED });
        assert.equal(status, 0, said);
    });

    it("does not wait where both have written, and names the word for that", () => {
        const { status, asked, said, seconds } = unfence({ drbd: GONE, second: `drbd '${SPLIT}'` });
        assert.equal(status, 75, said);
        assert.match(said, /StandAlone\): standby repair-split-brain on b first/);
        assert.deepEqual(asked, ["read", "power-on 5"]);
        assert.ok(seconds < 5, `${seconds} s`);
    });

    it("gives up after the time it was given", () => {
        const { status, asked, said } = unfence({ drbd: GONE });
        assert.equal(status, 1, said);
        assert.match(said, /not yet after 60 s: this is WFConnection/);
        assert.ok(!asked.some((one) => one.startsWith("admit")));
    });
});

describe("standby verify", function () {
    this.timeout(60_000);
    const whole = `drbd '${WHOLE}
    ns:0 oos:0'`;
    const DONE = "block drbd0: Online verify  done (total 9 sec; paused 0 sec; 8192 K/sec)";
    const verify = (world: World) => inWorld({ kernel: DONE, ...world }, "../verbs/verify");

    it("waits for a comparison that is under way, in the place of a second one", () => {
        const { status, did, said, state } = verify({ drbd: COMPARED, second: whole });
        assert.equal(status, 0, said);
        assert.deepEqual(did, []);
        assert.match(state("verified"), /\nkib 0\n/);
    });

    it("begins one where both disks are whole, and only there", () => {
        const { status, did } = verify({ drbd: `${WHOLE}\n    ns:0 oos:0` });
        assert.deepEqual([status, did], [0, ["drbdsetup verify 0 --start=0"]]);
        const refused = verify({ drbd: SPLIT });
        assert.deepEqual([refused.status, refused.did], [75, []]);
    });

    it("says nothing of disks whose comparison was broken off, however short", () => {
        const { status, said, state } = verify({
            drbd: COMPARED,
            second: whole,
            kernel: "drbd mail: conn( Connected )",
        });
        assert.deepEqual([status, state("verified")], [1, ""], said);
        assert.match(said, /cut short/);
    });

    it("tells what differed", () => {
        const { status, state } = verify({ drbd: COMPARED, second: whole.replace("oos:0", "oos:4") });
        assert.equal(status, 1);
        assert.match(state("verified"), /\nkib 4\n/);
        const cut = { drbd: COMPARED, kernel: "" };
        const broken = verify({ ...cut, second: whole.replace("oos:0", "oos:4") });
        assert.match(broken.state("verified"), /\nkib 4\n/, "what was found before it was broken off");
        const gone = GONE.replace("UpToDate/DUnknown", "UpToDate/Outdated");
        assert.equal(verify({ ...cut, second: `drbd '${gone}\n    ns:0 oos:4'` }).state("verified"), "");
    });
});
