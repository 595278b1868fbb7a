import assert from "node:assert/strict";
import { ALONE, GONE, inWorld, World } from "./world";

const granted = 'claim) printf "epoch 5\\nholder a\\nshut b\\n" ;;';
const answers = (...words: string[]) => `case $1 in ${words.join(" ")} *) exit 255 ;; esac`;
const offline = answers(granted, "power-off) echo offline ;;");
const denied = answers("claim) echo 'a was last whole in epoch 4, this is 5: b goes on'; exit 4 ;;");
const says = (reason: string) => answers(granted, `power-off) echo '${reason}'; exit 6 ;;`);
const word = { "peer-is-off": "" };

interface Row extends World {
    readonly what: string;
    readonly status: 1 | 7;
    readonly asked: readonly string[];
    /** Seconds by the member's own clock, where they are a promise. */
    readonly seconds?: number;
    readonly said: RegExp;
}
/** The deadline has passed. */
const IN_VAIN =
    /after [12] s it is not known who goes on: does the witness 203\.0\.113\.30 answer\? Writes stay frozen/;

const both = ["claim 4", "power-off 5"];
const ROWS: readonly Row[] = [
    {
        what: "a disk that is Inconsistent",
        drbd: GONE.replace("UpToDate/", "Inconsistent/"),
        status: 1,
        asked: [],
        said: /Inconsistent, not UpToDate/,
    },
    {
        what: "a disk that is Outdated",
        drbd: ALONE.replace("UpToDate/", "Outdated/"),
        status: 1,
        asked: [],
        said: /Outdated, not/,
    },
    {
        what: "a disk that is only Consistent, alone at boot",
        drbd: ALONE.replace("UpToDate/", "Consistent/"),
        status: 1,
        asked: [],
        said: /Consistent, not/,
    },
    {
        what: "a disk that was detached",
        drbd: GONE.replace("UpToDate/", "Diskless/"),
        status: 1,
        asked: [],
        said: /Diskless, not/,
    },
    { what: "no DRBD at all", drbd: "", status: 1, asked: [], said: /DUnknown, not/ },
    {
        what: "a link that comes back within the grace",
        second: '[ "$at" != 1002 ] || drbd cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----',
        witness: offline,
        status: 1,
        asked: [],
        seconds: 2,
        said: /the link is back/,
    },
    {
        what: "a peer that is off, as primary",
        witness: offline,
        status: 7,
        asked: both,
        seconds: 3,
        said: /fenced in epoch 5: the cloud says that it is offline/,
    },
    {
        what: "a peer that is off, as standby, which leaves a primary the first word",
        drbd: ALONE,
        witness: offline,
        status: 7,
        asked: both,
        seconds: 8,
        said: /fenced in epoch 5/,
    },
    {
        what: "the word of the witness against it, as primary: it resets itself",
        witness: denied,
        status: 1,
        asked: ["claim 4"],
        said: /this member resets itself/,
    },
    {
        what: "the word of the witness against it, as standby",
        drbd: ALONE,
        witness: denied,
        status: 1,
        asked: ["claim 4"],
        said: /the witness names another/,
    },
    {
        what: "a witness that does not answer",
        conf: "FENCE_SECONDS=1",
        witness: "exit 255",
        status: 1,
        asked: ["claim 4"],
        said: IN_VAIN,
    },
    {
        what: "a witness that hangs",
        conf: "FENCE_SECONDS=2 ARBITER_MOST_SECONDS=1",
        witness: "exec /bin/sleep 30",
        status: 1,
        asked: ["claim 4"],
        said: IN_VAIN,
    },
    {
        what: "a witness that answers late",
        witness: `[ "$at" -ge 1006 ] || exit 255; ${offline}`,
        status: 7,
        asked: ["claim 4", "claim 4", "claim 4", ...both],
        seconds: 6,
        said: /fenced in epoch 5/,
    },
    {
        what: "a witness without a lock",
        conf: "FENCE_SECONDS=1",
        witness: "echo 'there is no lock yet'; exit 3",
        status: 1,
        asked: ["claim 4"],
        said: IN_VAIN,
    },
    {
        what: "a link that comes back while the witness is silent",
        second: '[ "$at" != 1006 ] || drbd cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----',
        status: 1,
        asked: ["claim 4", "claim 4", "claim 4"],
        said: /the link is back/,
    },
    {
        what: "an answer that is none",
        witness: "echo hello",
        status: 1,
        asked: ["claim 4"],
        said: /the witness answered 'hello'/,
    },
    {
        what: "a token that is refused (401): the lease passes",
        witness: says("b is no answer after 25 s: 401"),
        status: 7,
        asked: both,
        seconds: 23,
        said: /the lease of 20 s has passed/,
    },
    {
        what: "a cloud that is busy (503): the lease passes",
        witness: says("b is running after 25 s: Linode busy."),
        status: 7,
        asked: both,
        seconds: 23,
        said: /Linode busy.*the lease must pass/,
    },
    {
        what: "a peer that the cloud says is running",
        witness: answers(granted, "power-off) echo running ;;"),
        status: 7,
        asked: both,
        seconds: 23,
        said: /the lease of 20 s has passed/,
    },
    {
        what: "a witness that is gone after its word",
        witness: answers(granted),
        status: 7,
        asked: both,
        seconds: 23,
        said: /the lease of 20 s has passed/,
    },
    {
        what: "a cloud that is silent past the deadline",
        conf: "FENCE_SECONDS=2",
        witness: answers(granted, "power-off) exec /bin/sleep 30 ;;"),
        status: 1,
        asked: both,
        said: IN_VAIN,
    },
    {
        what: "a root disk that takes no writes",
        witness: offline,
        full: true,
        status: 1,
        asked: both,
        said: /the root disk cannot be written to/,
    },
    {
        what: "an operator who says that the peer is off",
        drbd: ALONE.replace("UpToDate/", "Consistent/"),
        run: word,
        witness: offline,
        status: 7,
        asked: ["claim 4"],
        said: /an operator said so/,
    },
    {
        what: "an operator who says so, without a witness",
        drbd: ALONE,
        run: word,
        status: 7,
        asked: ["claim 4"],
        said: /no witness .*an operator says that b is off/,
    },
    {
        what: "an operator who says so, against the witness",
        drbd: ALONE,
        run: word,
        witness: denied,
        status: 1,
        asked: ["claim 4"],
        said: /names another/,
    },
    {
        what: "an operator who says so on a disk that lacks mail",
        drbd: ALONE.replace("UpToDate/", "Outdated/"),
        run: word,
        witness: offline,
        status: 1,
        asked: [],
        said: /Outdated, not/,
    },
];

describe("fence-peer, which the kernel asks before writes go on", function () {
    this.timeout(40_000);

    for (const row of ROWS) {
        it(`says ${row.status} to ${row.what}`, () => {
            const outcome = inWorld(row, "fence-peer");
            assert.equal(outcome.status, row.status, outcome.said);
            const asked = row.status === 1 && row.conf ? outcome.asked.slice(0, row.asked.length) : outcome.asked;
            assert.deepEqual(asked, row.asked);
            assert.match(outcome.said, row.said);
            if (row.seconds !== undefined) assert.equal(outcome.seconds, row.seconds);
            // It resets itself only where it has lost as a primary, and writes a fence down only where there was one.
            assert.equal(outcome.sysrq, /resets itself/.test(row.what) ? "b" : "");
            assert.equal(/^epoch 5\npeer b\nhow /.test(outcome.state("fenced")), row.status === 7);
            if (row.status === 7) assert.equal(outcome.state("epoch"), "5\n");
        });
    }

    it("says 1 where its own library is missing", () => {
        assert.equal(inWorld({ conf: "exit 3" }, "fence-peer").status === 7, false);
    });
});
