import assert from "node:assert/strict";
import { sending, service } from "../../helpers/runtime";
import type { Hosts } from "./runtime.test";

/** What arrives, and what goes back. */
export function transport(hosts: Hosts): void {
    it("does nothing with a text that was cut off, wherever that was", async () => {
        const { command, stdin } = sending(service("primary", { smtpd_timeout: "61s" }));
        const payload = stdin.indexOf("#--standby-bundle--");
        const cuts = [40, 1000, payload / 2, payload - 8, payload, payload + 25, payload + 500, stdin.length - 1];
        const before = await hosts.a.everything();
        for (const cut of cuts) {
            const { code, stdout, stderr } = await hosts.a.machine.run(command, { stdin: stdin.slice(0, cut) });
            assert.notEqual(code, 0, `cut at ${cut} of ${stdin.length}`);
            assert.equal(stdout, "");
            assert.match(
                stderr,
                cut < payload - 8 ? /[Ss]yntax error/ : /syntax error|the bundle did not arrive whole/i,
            );
        }
        assert.equal(await hosts.a.everything(), before);
    });

    it("runs one after the other when two come at once", async () => {
        const checks = ["mkdir /run/alone && sleep 0.5 && rmdir /run/alone"];
        const both = ["one", "two"].map((phase) => {
            return hosts.a.apply({ phase, files: [{ path: `/etc/toy-${phase}`, content: "x" }], checks });
        });
        const done = await Promise.all(both);
        assert.deepEqual(
            done.map(({ phase, files }) => `${phase} ${files}`),
            ["one 1", "two 1"],
        );
        for (const phase of ["one", "two"]) await hosts.a.apply({ phase });
    });

    it("keeps its words short, whatever a command says", async () => {
        const noise = [
            "head -c 50000000 /dev/zero | tr '\\\\0' 'x'",
            "head -c 300000 /dev/urandom",
            "seq 100000; echo the reason >&2",
        ].join("; ");
        const files = [{ path: "/etc/toy", content: "toy\n" }];
        const said = await hosts.a.refuse({ phase: "toy", files, checks: [`${noise}; exit 1`] });
        assert.match(said, /the new configuration was refused, nothing was changed/);
        assert.match(said, /^the reason$/m);
        const { code, stdout } = await hosts.a.send({ phase: "toy", files, checks: [noise] });
        assert.equal(code, 0);
        assert.ok(stdout.length <= 1024, `${stdout.length} characters of result`);
        assert.ok(Number(await hosts.a.say("cat /run/standby/log /var/log/standby/toy.log | wc -c")) < 200_000);
        await hosts.a.apply({ phase: "toy" });
    });

    it("does not let a command keep the lock or the session", async () => {
        const files = [{ path: "/etc/toy", content: "toy\n" }];
        await hosts.a.apply({ phase: "toy", files, checks: ["setsid sleep 300 >/dev/null 2>&1 &"] });
        await hosts.a.apply({ phase: "toy" });
        await hosts.a.say("pkill -x sleep");
    });
}
