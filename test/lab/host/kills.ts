import assert from "node:assert/strict";
import { recipients, sending, service, type Host } from "../../helpers/runtime";
import type { Bundle } from "../../../components/ops/bundle";
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

/** Sends something and kills all of that session so many seconds later; what it had said on stdout by then. */
async function killed({ machine }: Host, sent: ReturnType<typeof sending>, seconds: number): Promise<string> {
    await machine.run("cat >/root/parcel; rm -f /run/session", { stdin: sent.stdin });
    const session = `setsid -f sh -c 'echo $$ >/run/session; exec sh -c "$0"' '${sent.command}' </root/parcel`;
    const begun = `${session} >/root/out 2>/dev/null; until [ -s /run/session ]; do :; done`;
    await machine.run(`${begun}; sleep ${seconds.toFixed(3)}; pkill -KILL -s $(cat /run/session)`);
    return machine.succeed("cat /root/out");
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
            const said = await killed(hosts.b, { command, stdin }, part * seconds);
            if (part < 0.7) assert.equal(said, "", "it was killed in the middle");
            // What SSH brought may hold secrets.
            if (part > 0.1) assert.equal(await hosts.b.say("ls /run/standby-* 2>/dev/null || true"), "");
            await right();
        });
    }

    it("finishes what a killed run left half installed, though nothing that it names is missing", async () => {
        await hosts.b.say("cd /tmp && apt-get -qq download netbase && dpkg --unpack netbase_*.deb");
        await hosts.b.say("ln -s /var/lib/standby/no-starts /usr/sbin/policy-rc.d");
        await hosts.b.machine.succeed("dpkg --audit | grep netbase");
        await right();
    });

    it("comes right after kills at all moments of a small change", async () => {
        const version = (number: number): Bundle => ({
            phase: "toy",
            files: [
                { path: "/etc/killed/file", content: `${number}\n` },
                { path: `/etc/killed/only-${number}`, content: "" },
            ],
            // Half of the run is then between the swap and the record.
            probes: ["sleep 0.2"],
        });
        const begin = process.hrtime.bigint();
        await hosts.b.apply(version(0));
        const duration = Number(process.hrtime.bigint() - begin) / 1e9;
        for (let number = 1; number <= 2 * KILLS; number++) {
            const said = await killed(hosts.b, sending(version(number)), (number / 2 / KILLS) * duration);
            // What comes next: the same once more, or, as often, the former one.
            const next = number % 2 === 0 || said !== "" ? number : number - 1;
            await hosts.b.apply(version(next), "next");
            assert.equal(await hosts.b.say("cat /etc/killed/*; ls /etc/killed"), `${next}\nfile\nonly-${next}`);
            assert.equal(await hosts.b.say("ls /var/lib/standby; find /etc -name '*.standby-new'"), "applied\nbundles");
        }
        await hosts.b.healthy();
        await hosts.b.apply({ phase: "toy" });
    });

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
