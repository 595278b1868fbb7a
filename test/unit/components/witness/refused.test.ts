import assert from "node:assert/strict";
import { record, Witness } from "./witness";

const without = (key: string) =>
    record()
        .split("\n")
        .filter((line) => !line.startsWith(`${key} `))
        .join("\n");

/** Each record is refused with status 5 and a reason, in the place of number 1: epoch 1, primary a. */
const RECORDS: readonly [string, string, RegExp][] = [
    ["nothing", "", /does not end with a newline/],
    ["one that was cut off within a line", record().slice(0, -3), /does not end with a newline/],
    ["one without a line", without("sync"), /needs one line 'sync/],
    ["one without why", without("why"), /needs one line 'why/],
    ["a line twice", record() + "epoch 1\n", /needs one line 'epoch/],
    ["a line that is not known", record() + "colour red\n", /unknown line in the record: 'colour red'/],
    ["a number of its own", "serial 9\n" + record(), /unknown line in the record: 'serial 9'/],
    ["an empty line", record() + "\n", /unknown line/],
    ["a lower epoch", record({ epoch: "0" }), /epoch '0' is not a number from 1/],
    ["an epoch two higher", record({ epoch: "3" }), /epoch 3 is more than one above the present one, 1/],
    ["an epoch that sh would read as octal", record({ epoch: "02" }), /epoch '02' is not a number/],
    ["an epoch with a sign", record({ epoch: "-1" }), /epoch '-1' is not a number/],
    ["an epoch that is no number", record({ epoch: "1+1" }), /is not a number/],
    ["an epoch too long to reckon with", record({ epoch: "1".repeat(30) }), /is not a number/],
    ["a primary that is no member", record({ epoch: "2", primary: "c" }), /primary 'c' is not a member of db/],
    ["a pattern for a member", record({ primary: "." }), /primary '\.' is not a member/],
    ["another primary in the same epoch", record({ primary: "b" }), /from a to b: that needs epoch 2/],
    ["sync that is neither yes nor no", record({ sync: "maybe" }), /sync 'maybe' is neither yes nor no/],
    ["a time of another form", record({ since: "yesterday" }), /since 'yesterday' is not of the form/],
    ["another writer", record({ by: "b" }), /by 'b' is not the member that writes, a/],
    ["no reason", record({ why: "" }), /needs one line 'why|why must have 1 to 120/],
    ["a long reason", record({ why: "x".repeat(121) }), /why must have 1 to 120 characters/],
    ["a control character", record({ why: "a\u001b[31mb" }), /not printable/],
    ["a NUL", record({ why: "a\0b" }), /not printable/],
    ["a character that is not ASCII", record({ why: "é" }), /not printable/],
    ["carriage returns", record().replaceAll("\n", "\r\n"), /not printable/],
    ["more than 64 KiB", record({ why: "x".repeat(70_000) }), /more than 65536 bytes/],
];

/** Each command is refused with status 64. */
const WORDS = [
    "",
    "nonsense",
    "read it",
    "write",
    "write x",
    "write -1",
    "write 01",
    "write 1 2",
    "write $(id)",
    "read; id",
    "read\nid",
    "../../etc/passwd",
    "have x y",
    "sh",
];

describe("the witness refuses", () => {
    let witness: Witness;
    before(async () => {
        witness = new Witness();
        assert.equal((await witness.serve("a", "write 0", record())).status, 0);
    });
    after(() => witness.remove());
    afterEach(() => assert.equal(witness.read("state/db/record"), `serial 1\n${record()}`));

    for (const [what, text, reason] of RECORDS) {
        it(`as a record: ${what}`, async () => {
            const answer = await witness.serve("a", "write 1", text);
            assert.match(answer.stderr, reason);
            assert.equal(answer.status, 5);
            assert.equal(answer.stdout, "");
        });
    }

    it("an epoch that is lower than the present one", async () => {
        const other = new Witness();
        try {
            await other.serve("a", "write 0", record({ epoch: "5" }));
            const answer = await other.serve("a", "write 1", record({ epoch: "4", primary: "b" }));
            assert.equal(answer.status, 5);
            assert.equal(answer.stderr, "witness: epoch 4 is lower than the present one, 5\n");
            assert.equal((await other.serve("a", "write 1", record({ epoch: "6", primary: "b" }))).status, 0);
        } finally {
            other.remove();
        }
    });

    for (const words of WORDS) {
        it(`as a command: ${JSON.stringify(words)}`, async () => {
            assert.equal((await witness.serve("a", words, record())).status, 64);
        });
    }

    it("a member that the pair does not have, and a pair that it does not know", async () => {
        assert.equal((await witness.serve("c", "read")).status, 70);
        witness.members("a db1.example.test");
        assert.equal((await witness.serve("b", "read")).status, 70);
        const elsewhere = { STANDBY_WITNESS_STATE: "/nonexistent" };
        assert.equal((await witness.serve("a", "read", "", elsewhere)).status, 70);
    });

    it("nothing of its clock", async () => {
        const { stdout } = await witness.serve("a", "time");
        assert.ok(Math.abs(Number(stdout) - Date.now() / 1000) < 10, stdout);
    });
});
