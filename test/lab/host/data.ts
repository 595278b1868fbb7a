import assert from "node:assert/strict";
import { incomingName, sha256 } from "../../../components/ops/file";
import { recipients } from "../../helpers/runtime";
import type { Hosts } from "./runtime.test";

/** Large texts, which travel apart from the bundle. */
export function data(hosts: Hosts): void {
    const bundle = (phase: string, text: string) => ({
        phase,
        data: [{ sha256: sha256(text), path: `/etc/toy-${phase}`, mode: "0640" }],
    });

    it("says what to do when it is not there, and changes nothing", async () => {
        const before = await hosts.a.everything();
        const said = await hosts.a.refuse(bundle("toy", "never sent\n"));
        assert.match(said, /the data for \/etc\/toy-toy \(sha256 [0-9a-f]{64}\) is not on this host: .* --replace/);
        assert.equal(await hosts.a.everything(), before);
    });

    it("is refused when it is damaged", async () => {
        await hosts.a.data("damaged\n", sha256("whole\n"));
        assert.match(await hosts.a.refuse(bundle("toy", "whole\n")), /is not on this host/);
        await hosts.a.machine.fails("ls /etc/toy-toy");
    });

    it("stays as long as a phase names it, and goes with the last one", async () => {
        const text = "shared\n";
        const waiting = `ls /root/${incomingName(await hosts.a.data(text))}`;
        for (const phase of ["one", "two"]) await hosts.a.apply(bundle(phase, text));
        assert.equal(await hosts.a.say("cat /etc/toy-one; stat -c %a /etc/toy-two"), "shared\n640");
        await hosts.a.apply({ phase: "one" });
        await hosts.a.machine.succeed(waiting);
        await hosts.a.apply({ phase: "two" });
        await hosts.a.machine.fails(waiting);
        await hosts.a.machine.fails("ls /etc/toy-one /etc/toy-two");
        await hosts.a.machine.succeed(`ls /root/${incomingName(sha256(recipients))}`);
    });

    it("makes derived files again, all of them, when one of them was changed or lost", async () => {
        for (const harm of ["rm /etc/postfix/mailboxes.db", "echo eve@example.com >>/etc/postfix/mailboxes"]) {
            await hosts.a.say(harm);
            await hosts.a.machine.fails("standby status");
            await hosts.a.machine.succeed("standby repair");
            await hosts.a.healthy();
            const found = await hosts.a.say("postmap -q anna@example.com hash:/etc/postfix/mailboxes");
            assert.equal(found, "example.com/anna/");
            await hosts.a.machine.fails("grep eve /etc/postfix/mailboxes");
        }
    });
}
