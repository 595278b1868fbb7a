import assert from "node:assert/strict";
import { inWorld, WHOLE, World } from "./world";

const SERVICES = "dovecot.service postfix@-.service";
const run = { serving: "2026-01-01T00:00:00Z\n", affinity: "shared\n" };
const MODES: [string, World, string][] = [
    ["where one serves", { conf: "FLOATING=\n" }, SERVICES],
    ["where both serve", { dual: true, conf: "MODE=dual-primary\n" }, `standby-adopt.service ${SERVICES}`],
];

describe("The end of service on a member", function () {
    this.timeout(60_000);

    for (const [mode, world, stopped] of MODES) {
        it(`ends mail before the mount, and the mount before the role, ${mode}`, () => {
            const { did, status, run: left } = inWorld({ ...world, drbd: WHOLE, run }, "serve", "off");
            assert.equal(status, 0);
            assert.deepEqual(did, [
                ...[`systemctl stop ${stopped}`, "mountpoint -q mail", "systemctl stop srv-mail.mount"],
                "drbdadm secondary mail",
            ]);
            assert.equal(left.includes("serving"), false);
        });

        it(`ends mail that somebody else has started, and none that serves, ${mode}`, () => {
            const stray = inWorld(world, "serve", "quiet").did;
            assert.deepEqual(stray, [`systemctl stop ${SERVICES}`, `systemctl reset-failed ${SERVICES}`]);
            assert.deepEqual(inWorld({ ...world, run }, "serve", "quiet").did, []);
        });

        it(`knows no other word, ${mode}`, () => {
            assert.equal(inWorld(world, "serve", "reload").status, 64);
        });
    }
});
