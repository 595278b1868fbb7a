import assert from "node:assert/strict";
import { recipients, sending, service } from "../../helpers/runtime";
import type { Hosts } from "./runtime.test";

const KILLS = process.env.STANDBY_LONG ? 12 : 4;

/** A sequence of numbers from 0 to 1, the same in each run (mulberry32). */
function* random(seed: number): Generator<number, never> {
    for (;;) {
        seed = (seed + 0x6d2b79f5) | 0;
        let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        yield ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    }
}

/** Everything dies, at any moment; the next run ends in the right state. */
export function kills(hosts: Hosts): void {
    const { command, stdin } = sending(service("backup"), "killed");
    let seconds = 0;

    /** Takes away all that the phase brings, packages too. */
    async function bare(): Promise<void> {
        await hosts.b.apply({ phase: "service" });
        await hosts.b.say(
            "DEBIAN_FRONTEND=noninteractive apt-get -qq -y purge postfix >/dev/null 2>&1; rm -rf /etc/postfix",
        );
        // With a main.cf in its place Postfix is installed in half of the time.
        await hosts.b.say("mkdir /etc/postfix && touch -d yesterday /etc/postfix/main.cf");
        await hosts.b.machine.run("cat >/root/parcel", { stdin });
        await hosts.b.data(recipients);
    }

    async function right(): Promise<void> {
        await hosts.b.data(recipients);
        await hosts.b.apply(service("backup"), "killed");
        await hosts.b.healthy();
        assert.equal(
            await hosts.b.say("dpkg --audit; ls /usr/sbin/policy-rc.d /var/lib/dpkg/updates 2>/dev/null || true"),
            "/var/lib/dpkg/updates:",
        );
        assert.equal(await hosts.b.say("ls /var/lib/standby; find / -xdev -name '*.standby-new'"), "applied\nbundles");
        await hosts.b.say("flock -n /run/standby/lock true && timeout 6 /usr/local/lib/standby/greets 127.0.0.1");
    }

    before(async () => {
        await bare();
        const begin = process.hrtime.bigint();
        await hosts.b.apply(service("backup"), "killed");
        seconds = Number(process.hrtime.bigint() - begin) / 1e9;
        await right();
    });

    const moments = random(1);
    for (let number = 1; number <= KILLS; number++) {
        // Spread over the whole run: a stratum each.
        const part = (number - 1 + moments.next().value) / KILLS;
        it(`comes right after a kill at ${(part * 100).toFixed(0)} % of a run`, async () => {
            await bare();
            const line = `setsid -f sh -c 'echo $$ >/run/session; exec sh -c "$0"' '${command}' </root/parcel >/root/out`;
            const begun = `rm -f /run/session; ${line} 2>&1; until [ -s /run/session ]; do :; done`;
            const kill = `sleep ${(part * seconds).toFixed(2)}; pkill -KILL -s $(cat /run/session)`;
            await hosts.b.machine.run(`${begun}; ${kill}`);
            if (part < 0.7) assert.equal(await hosts.b.say("cat /root/out"), "", "it was killed in the middle");
            await right();
        });
    }

    it("comes right after a loss of power in the middle of the packages", async () => {
        await bare();
        const run = hosts.b.machine.run(command, { stdin, seconds: 300 }).catch(() => undefined);
        await hosts.b.machine.eventually("pgrep -f 'dpkg .*--(unpack|configure)'", 30);
        await hosts.b.machine.crash();
        await run;
        await hosts.b.machine.boot();
        await hosts.b.machine.eventually("systemctl is-system-running --wait || true", 60);
        await right();
    });

    it("puts the old files back after a loss of power in the middle of the swap", async () => {
        const before = await hosts.b.look("/etc/postfix/main.cf");
        const change = service("backup", { smtpd_timeout: "64s" });
        const slow = { ...change, probes: ["touch /run/probing; sleep 20"] };
        const sent = hosts.b.send(slow).catch(() => undefined);
        await hosts.b.machine.eventually("ls /run/probing", 30);
        assert.notEqual(await hosts.b.look("/etc/postfix/main.cf"), before);
        await hosts.b.machine.crash();
        await sent;
        await hosts.b.machine.boot();
        await hosts.b.machine.eventually("systemctl is-system-running --wait || true", 60);
        const { code, stdout } = await hosts.b.machine.run("standby status");
        assert.equal(code, 1);
        assert.match(stdout, /a run is under way, or was killed/);
        await hosts.b.refuse({ phase: "service", checks: ["false"], files: [{ path: "/etc/toy", content: "" }] });
        assert.equal(await hosts.b.look("/etc/postfix/main.cf"), before);
        await right();
    });
}
