import assert from "node:assert/strict";
import { succeeded } from "../../../lab/engine/pulumi";
import type { ConfigChange } from "../../../lab/pair";
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { Promises } from "../../drills/drill";
import { count, expectEqual, inSync, runName } from "../../drills/rows";
import type { TestLab } from "../../helpers/lab";

const PID = "systemctl show -p MainPID --value postgresql@15-main";
/** Rows before and after the switchover. */
const ROWS = 200;

/** Each is an in-place update of the one before. */
const CHANGES: [string, ConfigChange][] = [
    ["files alone", { mode: "ship" }],
    ["a stream", { mode: "stream" }],
    ["commits that wait for as long as it takes", { mode: "sync", durability: "required" }],
    ["commits that wait, and write down when they no longer do", { durability: undefined }],
];

/** The modes of replication, changed in place, and a switchover in each while a client writes. */
export function postgresModesSuite(at: () => TestLab<LabPostgresPair>): void {
    describe("modes", () => {
        for (const [what, change] of CHANGES) {
            it(`changes over to ${what} without a restart, and loses no row in a switchover`, async () => {
                const { pair } = at();
                const before = await Promise.all(pair.members.map(({ machine }) => machine.succeed(PID)));
                succeeded(await pair.up(change));
                const after = await Promise.all(pair.members.map(({ machine }) => machine.succeed(PID)));
                assert.deepEqual(after, before, "no server is restarted");
                // A standby that has not connected yet in the new mode is not promoted.
                await inSync(pair);
                const writer = await pair.writer(runName("modes"));
                writer.start();
                await writer.reached(ROWS, 60);
                const to = (await pair.standbyNow()).member;
                succeeded(await pair.up({ primary: to }));
                await writer.reached(writer.acknowledged + ROWS, 60);
                await writer.stop();
                assert.deepEqual(await pair.writable(), [to]);
                const promises = new Promises();
                await count(pair, writer, promises);
                // What is not yet a whole segment comes later, where files alone are sent.
                await pair.sql(pair.a.member === to ? pair.a : pair.b, "select pg_switch_wal()");
                await expectEqual(pair, promises);
                assert.deepEqual(promises.broken, []);
            });
        }

        it("refuses to keep more of the log than half of the disk, before it changes a file", async () => {
            const { pair } = at();
            const mebibytes = Number(await pair.a.machine.succeed("df -BM --output=size / | tr -dc 0-9"));
            const { code, stdout } = await pair.up({ walKeepMiB: Math.ceil(mebibytes / 2) + 1 });
            assert.notEqual(code, 0);
            assert.match(
                stdout,
                /walKeepMiB is \d+, and must be at most half of the disk under \/var\/lib\/postgresql, \d+ MiB/,
            );
            assert.equal(await pair.sql(await pair.primaryNow(), "show max_slot_wal_keep_size"), "2GB");
            succeeded(await pair.up({ walKeepMiB: 2048 }));
        });

        it("copies a standby anew that streams: its slot is free for the copy", async () => {
            const { pair } = at();
            const [primary, standby] = [await pair.primaryNow(), await pair.standbyNow()];
            await inSync(pair);
            const { code, stderr } = await standby.standby("rejoin --reseed");
            assert.equal(code, 0, stderr);
            await standby.machine.succeed("rm -rf /var/lib/postgresql/15/main.before-*");
            await inSync(pair);
            assert.deepEqual(await pair.writable(), [primary.member]);
        });

        it("goes back to the member that the program named at first", async () => {
            const { pair } = at();
            succeeded(await pair.up({ primary: "a" }));
            assert.deepEqual(await pair.writable(), ["a"]);
        });
    });
}
