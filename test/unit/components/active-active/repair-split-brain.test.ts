import assert from "node:assert/strict";
import { ALONE, inWorld, WHOLE, World } from "./world";

const SPLIT = "cs:StandAlone ro:Secondary/Unknown ds:UpToDate/Outdated   r-----";
const MAIL = "example.com/anna/1.split";
const PATH = "keep/v/example.com/anna/Maildir/new/1.split";
const DISCARDS = "drbdadm connect --discard-my-data mail";
const SERVES = "StandAlone Primary UpToDate serves";

/** The witness and the other member: what they say to each word. */
interface Others {
    holder?: string;
    state?: string;
    /** Shell for what the other one lacks, at the first and at the second look. */
    lacks?: string;
    placed?: string;
}

/** A member with one mail in its snapshot, and one that waits. */
function repaired({ holder = "b", state = SERVES, lacks = "", placed = "echo 1" }: Others = {}, more: World = {}) {
    const witness = `case "$1 $2" in
'read ') printf 'epoch 5\\nholder ${holder}\\nshut a\\n' ;;
'merge state') echo '${state}' ;;
'merge lacks') cat >"$WORLD/list"; looks=$(cat "$WORLD/looks" 2>/dev/null || echo 0); echo $((looks + 1)) >"$WORLD/looks"; ${lacks || "true"} ;;
'merge take') cat >/dev/null ;;
'merge place-queue') ${placed} ;;
'merge connect') drbd '${ALONE}' ;;
esac`;
    const run = { [PATH]: "Subject: one\n\nOne.\n", "keep/.spool/queue/deferred/A/id": "queued", ...more.run };
    const folders = ["active", "incoming", "hold", "maildrop"].map((name) => [`keep/.spool/queue/${name}/.none`, ""]);
    const world = {
        drbd: SPLIT,
        second: `drbd '${WHOLE}'`,
        witness,
        ...more,
        run: { ...run, ...Object.fromEntries(folders) },
    };
    return inWorld(world, "../verbs/repair-split-brain");
}

describe("standby repair-split-brain", function () {
    this.timeout(60_000);
    /** Of five files in its queue's folders. */
    const all = { placed: "echo 5" };

    it("gives up its disk when the other one has all mail", () => {
        const { status, said, did, asked } = repaired(all);
        assert.equal(status, 0, said);
        assert.match(said, /mails here: 1\. All are on b; 0 of them were not before/);
        const words = asked.map((one) => one.replace("merge ", ""));
        assert.deepEqual(words, ["read", "state", "lacks", "lacks", "take", "place-queue", "connect"]);
        const order = ["serve off", "lvcreate", "lvrename", DISCARDS].map((start) =>
            did.findIndex((one) => one.startsWith(start)),
        );
        assert.ok(
            order[0] >= 0 && order.every((place, index) => index === 0 || place > order[index - 1]),
            did.join("\n"),
        );
        assert.equal(did.at(-1), "systemctl start standby-pair.service");
    });

    it("sends what the other one lacks, and asks again for all", () => {
        const { status, asked } = repaired({ ...all, lacks: `[ $looks != 0 ] || cat "$WORLD/list"` });
        assert.equal(status, 0);
        assert.deepEqual(asked.slice(2, 6), ["merge lacks", "merge take", "merge place", "merge lacks"]);
    });

    const gaveUpNothing = ({ status, did }: ReturnType<typeof repaired>) => {
        assert.notEqual(status, 0);
        assert.ok(!did.includes(DISCARDS), did.join("\n"));
        assert.ok(!did.some((one) => one.startsWith("lvrename")), did.join("\n"));
    };

    it("gives up nothing while a mail is lacking, and names it", () => {
        const outcome = repaired({ ...all, lacks: 'cat "$WORLD/list"' });
        gaveUpNothing(outcome);
        assert.match(
            outcome.said,
            new RegExp(`ALARM 1 mails of a are not on b, the first: ${MAIL}\\. Nothing is discarded`),
        );
    });

    it("gives up nothing where not all that waits has come, or an answer is lost", () => {
        gaveUpNothing(repaired({ placed: "echo 4" }));
        gaveUpNothing(repaired({ placed: "exit 255" }));
        gaveUpNothing(repaired({ ...all, lacks: "exit 255" }));
    });

    it("puts nothing in place that could not be read", () => {
        const outcome = repaired({
            ...all,
            lacks: `[ $looks != 0 ] || { cat "$WORLD/list"; rm -r "$WORLD/run/keep/v/example.com"; }`,
        });
        gaveUpNothing(outcome);
        assert.ok(!outcome.asked.includes("merge place"));
        assert.match(outcome.said, /not all that a has can be read/);
    });

    it("refuses before it touches anything, where it is not meant", () => {
        const refusals: [RegExp, Others, World?][] = [
            [/the witness names a, whose mail stays where it is: say it on b/, { holder: "a" }],
            [/no split brain: here Connected/, {}, { drbd: WHOLE }],
            [
                /no split brain: here WFConnection, on b WFConnection/,
                { state: SERVES.replace("StandAlone", "WFConnection") },
                { drbd: SPLIT.replace("StandAlone", "WFConnection") },
            ],
            [
                /b must serve from a disk that is UpToDate, it is: StandAlone Primary UpToDate$/m,
                { state: "StandAlone Primary UpToDate" },
            ],
            [/where both members serve it is done by hand/, {}, { conf: "MODE=dual-primary\n" }],
        ];
        for (const [why, others, world] of refusals) {
            const { status, said, did } = repaired(others, world);
            assert.equal(status, 75, said);
            assert.match(said, why);
            assert.deepEqual(did, []);
        }
    });
});
