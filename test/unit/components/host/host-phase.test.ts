import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { launcher } from "../../../../components/host/host-phase";

const DIGEST = "0123456789ab";

describe("launcher", () => {
    it("saves stdin for root alone and runs it with a verb, a digest and a time limit", () => {
        assert.equal(
            launcher("root", DIGEST),
            'umask 077; f=$(mktemp /run/standby-XXXXXXXX) && cat >"$f" && [ -s "$f" ] && ' +
                'timeout 1200 sh "$f" apply 0123456789ab; s=$?; rm -f "$f"; exit $s',
        );
    });

    it("goes through sudo without a password for another user", () => {
        assert.equal(launcher("admin", DIGEST), `sudo -n sh -c '${launcher("root", DIGEST)}'`);
    });

    for (const user of ["root", "admin"]) {
        it(`is one short line of POSIX shell for ${user}`, () => {
            const line = launcher(user, DIGEST);
            assert.ok(line.length < 200, `${line.length} characters`);
            assert.doesNotMatch(line, /\n/);
            assert.equal(spawnSync("sh", ["-n"], { input: line }).status, 0);
        });
    }

    it("runs what comes by stdin, tells its exit status and leaves no file behind", () => {
        // The same line, with folder and privilege of a test.
        const line = launcher("root", DIGEST).replace("/run/standby-", "/tmp/standby-launcher-");
        const script = 'echo "$# $1 $2"; ls -l "$0" | cut -c1-10; echo "$0" >&2; exit 7\n';
        const { status, stdout, stderr } = spawnSync("sh", ["-c", line], { input: script, encoding: "utf8" });
        assert.equal(status, 7);
        assert.equal(stdout, `2 apply ${DIGEST}\n-rw-------\n`);
        assert.notEqual(spawnSync("test", ["-e", stderr.trim()]).status, 0);
    });
});
