import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

const SCRIPT = path.resolve("components/cyrus/files/usr/local/lib/standby/engine-compare");

/** A line of `imap all` for a mailbox. */
function box(name: string, change: Record<string, string | number> = {}): string {
    const { ACL = "anna lrswipkxtecdan", ...fields } = change;
    const usual = { UNIQUEID: "u1", UIDVALIDITY: 1, HIGHESTMODSEQ: 10, LAST_UID: 3, SYNC_CRC: 77, SYNC_CRC_ANNOT: 0 };
    const text = Object.entries({ ...usual, ...fields }).map(([key, value]) => `${key}=${value}`);
    return [`mailbox ${name}`, ...text, `ACL=${ACL}`].join("\t");
}

describe("The comparison of two members' mailboxes", () => {
    let folder: string;
    beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "standby-compare-"))));
    afterEach(() => fs.rmSync(folder, { recursive: true }));

    /** What differs, as sh has it from `differ`; a list that is undefined is not given. */
    function differ(...lists: (string[] | undefined)[]): string[] {
        const files = lists.map((list, index) => {
            if (list === undefined) return "";
            const file = path.join(folder, String(index));
            fs.writeFileSync(file, list.map((line) => `${line}\n`).join(""));
            return file;
        });
        const { stdout, status, stderr } = spawnSync("sh", ["-euc", '. "$0"; differ "$@"', SCRIPT, ...files], {
            encoding: "utf8",
        });
        assert.equal(status, 0, stderr);
        return stdout.split("\n").slice(0, -1);
    }

    const mails = [box("user.anna"), box("user.ben"), "user anna\tSIEVE active.sieve 1"];

    it("says nothing of equal ones, in whatever order", () => {
        assert.deepEqual(differ(mails, [...mails].reverse()), []);
        assert.deepEqual(differ([], []), []);
    });

    it("names the mailbox in which one flag differs, and how", () => {
        const standby = [box("user.anna", { SYNC_CRC: 78 }), ...mails.slice(1)];
        assert.deepEqual(differ(mails, standby), ["mailbox user.anna\t primary SYNC_CRC=77, standby SYNC_CRC=78;"]);
    });

    it("names each field of a mailbox that differs", () => {
        const standby = [box("user.anna", { UIDVALIDITY: 2, ACL: "anna lr" }), ...mails.slice(1)];
        assert.deepEqual(differ(mails, standby), [
            "mailbox user.anna\t primary UIDVALIDITY=1, standby UIDVALIDITY=2; primary ACL=anna lrswipkxtecdan, standby ACL=anna lr;",
        ]);
    });

    it("names what one side lacks", () => {
        assert.deepEqual(differ(mails, mails.slice(1)), ["mailbox user.anna\tis on the primary alone"]);
        assert.deepEqual(differ(mails.slice(1), mails), ["mailbox user.anna\tis on the standby alone"]);
    });

    it("names a Sieve script, a subscription or a quota that differs", () => {
        const standby = [...mails.slice(0, 2), "user anna\tSIEVE active.sieve 2"];
        assert.deepEqual(differ(mails, standby), [
            "user anna\t primary SIEVE active.sieve 1, standby SIEVE active.sieve 2;",
        ]);
    });

    const moved = (modseq: number) => box("user.anna", { HIGHESTMODSEQ: modseq, LAST_UID: modseq, SYNC_CRC: modseq });

    it("takes a mailbox that moves for none: the standby has more than the primary had at the first look", () => {
        const [first, primary, standby] = [[moved(10)], [moved(30)], [moved(20)]];
        assert.equal(differ(primary, standby).length, 1);
        assert.deepEqual(differ(primary, standby, undefined, first), []);
    });

    it("names one that moves on the primary while nothing arrives", () => {
        const [first, primary, standby] = [[moved(10)], [moved(30)], [moved(10)]];
        assert.equal(differ(primary, standby, undefined, first).length, 1);
    });

    it("names one that moves if its rights differ as well", () => {
        const standby = [box("user.anna", { HIGHESTMODSEQ: 20, LAST_UID: 20, SYNC_CRC: 20, ACL: "anna lr" })];
        assert.equal(differ([moved(30)], standby, undefined, [moved(10)]).length, 1);
    });

    it("looks again at those alone that differed before", () => {
        const standby = [box("user.anna", { SYNC_CRC: 1 }), box("user.ben", { SYNC_CRC: 1 }), mails[2]];
        const asked = ["mailbox user.ben\t why"];
        assert.deepEqual(
            differ(mails, standby, asked).map((line) => line.split("\t")[0]),
            ["mailbox user.ben"],
        );
    });
});
