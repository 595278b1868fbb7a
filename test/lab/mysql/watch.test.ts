import assert from "node:assert/strict";
import { eventually } from "../../helpers/eventually";
import { WatchedMembers } from "./watched-members";

/** Real MariaDB, haproxy and exporters on two machines; roles are moved by hand, so that this tests the watching alone. */
describe("the MariaDB pair, watched and proxied", function () {
    this.timeout(300_000);
    const pair = new WatchedMembers();
    const metrics = (port: number) => pair.a.say(`curl -sSk https://${pair.ip(pair.b)}:${port}/metrics | grep -v '^#'`);

    before(() => pair.up());
    after(() => pair.lab?.end());

    it("is as wanted: a second run does nothing", async () => {
        const again = await pair.a.apply(pair.bundle(pair.a));
        assert.deepEqual([again.files, again.started, again.restarted], [0, [], []]);
    });

    describe("metrics", () => {
        before(() => Promise.all([pair.login(pair.a), pair.login(pair.b)]));

        it("come from the pair, and from MariaDB without a password", async () => {
            assert.match(await metrics(9100), /^standby_role\{member="b",pair="mysql",role="standby"\} 1$/m);
            assert.match(await metrics(9104), /^mysql_up 1$/m);
            assert.equal((await pair.b.machine.run("su -s /bin/sh nobody -c 'mariadb -u prometheus'")).code, 1);
            assert.equal(
                (await pair.b.machine.run("su -s /bin/sh prometheus -c 'mariadb -e \"select 1 from mysql.user\"'"))
                    .code,
                1,
            );
        });

        it("show the lag only where there is a heartbeat, and that it grows", async () => {
            assert.doesNotMatch(await metrics(9100), /^standby_lag_seconds/m);
            await pair.b.say(
                "mariadb -e 'insert into standby.heartbeat values (1, utc_timestamp(6) - interval 90 second)'",
            );
            const lag = await eventually(
                "the lag",
                15,
                async () => /^standby_lag_seconds\S* (\S+)$/m.exec(await metrics(9100))?.[1],
            );
            assert.ok(Number(lag) >= 90 && Number(lag) < 120, lag);
        });

        it("come with the renewed certificate by themselves", async () => {
            const serial = "openssl x509 -noout -serial";
            const renew = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=new";
            await pair.b.say(
                `mkdir /etc/standby/tls.d/2; cd /etc/standby/tls.d/2; ${renew} -keyout member.key -out member.crt 2>&1; ` +
                    "ln -s tls.d/2 ../tls.new; mv -fT ../tls.new ../tls",
            );
            const wanted = await pair.b.say(`${serial} </etc/standby/tls/member.crt`);
            for (const port of [9100, 9104]) {
                const served = `openssl s_client -connect ${pair.ip(pair.b)}:${port} </dev/null 2>&1 | ${serial}`;
                await eventually("the new one is served", 20, async () => (await pair.a.say(served)) === wanted);
            }
        });

        it("agree with standby status, which says what is wrong", async () => {
            const { code, stdout } = await pair.b.machine.run("/usr/local/lib/standby/status.d/mysql");
            assert.equal(code, 1);
            assert.match(stdout, /^role {10}b is standby\n/);
            assert.match(stdout, /^writes {8}refused$/m);
            assert.match(stdout, /^ALARM the newest heartbeat is \d+\.\d s old$/m);
            assert.match(stdout, /^ALARM replication receives nothing: it is stopped$/m);
        });
    });

    describe("proxies", () => {
        const greeted = `timeout 2 bash -c 'exec 3<>/dev/tcp/'$(hostname -I | cut -d' ' -f1)'/3307; head -c 5 <&3 | grep -q .'`;

        it("refuse while no member is open, also in the moment of a restart", async () => {
            await Promise.all([pair.close(pair.a), pair.close(pair.b)]);
            await eventually("no member is up", 5, async () => (await pair.upOf(pair.b)) === "");
            const { code, stdout } = await pair.b.machine.run("/usr/local/lib/standby/status.d/endpoint");
            assert.deepEqual(
                [code, stdout.split("\n")[0]],
                [1, "proxy         refuses connections: no member is open for writes"],
            );
            for (const verb of ["restart", "reload", "restart"]) {
                const during = `systemctl reset-failed haproxy; systemctl ${verb} haproxy & for i in $(seq 60); do ${greeted} && echo reached; done; wait`;
                assert.equal(await pair.b.say(`(${during}) 2>/dev/null`), "");
            }
        });

        it("refuse while two members are open", async () => {
            await Promise.all([pair.open(pair.a), pair.open(pair.b)]);
            await eventually("both are up", 5, async () => (await pair.upOf(pair.b)) === "ab");
            assert.equal(
                await pair.b.say(`for i in $(seq 20); do ${greeted} && echo reached; done 2>/dev/null; true`),
                "",
            );
        });

        it("follow the primary: nothing is written on the other one", async () => {
            await pair.close(pair.b);
            await eventually("a alone is up", 5, async () => (await pair.upOf(pair.b)) === "a");
            assert.equal(await pair.b.say(`${greeted} && echo reached`), "reached");
            const told = await pair.b.say("/usr/local/lib/standby/status.d/endpoint");
            assert.equal(told, "proxy         sends connections to a");
            await pair.b.say(`setsid /root/write-rows ${pair.ip(pair.b)} 3307 /root/log >/dev/null 2>&1 & true`);
            for (const [from, to] of [
                [pair.a, pair.b],
                [pair.b, pair.a],
                [pair.a, pair.b],
                [pair.b, pair.a],
            ]) {
                const on = to === pair.a ? "1" : "2";
                await pair.close(from);
                await pair.open(to);
                await eventually("rows there", 10, async () =>
                    (await pair.b.say("tail -n 1 /root/log")).endsWith(`ok ${on}`),
                );
            }
            await pair.b.say("touch /run/stop");
            const log = (await pair.b.say("cat /root/log")).split("\n").map((line) => line.split(" "));
            const done = log.filter((line) => line[2] === "ok").map((line) => Number(line[0]));
            const gap = Math.max(...done.slice(1).map((at, index) => at - done[index]));
            for (const host of [pair.a, pair.b]) {
                assert.equal(
                    await host.say("mariadb -BNe 'select sum(server <> @@server_id) from app.rows_written'"),
                    "0",
                );
            }
            assert.ok(gap < 3000, `the writer waited ${gap} ms`);
            console.log(`      ${done.length} rows, 4 moves, longest gap ${gap} ms`);
        });

        it("leave a dead member within 2 s", async () => {
            const dies = Date.now();
            await pair.a.machine.crash();
            await eventually("a is down", 10, async () => (await pair.upOf(pair.b)) === "");
            const took = Date.now() - dies;
            assert.ok(took < 3_000, `${took} ms, with the asking`);
            await pair.a.machine.boot();
            await pair.a.machine.eventually("systemctl is-active -q haproxy standby-writable.socket mariadb", 60);
        });
    });
});
