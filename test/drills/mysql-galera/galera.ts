/*
 * Situation: in a Galera pair under load the active member's server is killed; the next one's host hangs; later both servers are stopped and started;
 *            both hosts lose their power; one of them comes back alone; and at last the third vote is gone when the
 *            members are cut off from each other.
 * Promise:   with the third vote the other member goes on by itself; whoever has most begins anew, and nobody does while a
 *            member is unknown; without a majority nobody takes writes (ERROR 1047). Nothing acknowledged is lost.
 * Origin:    reference 3.2 and the refusals of 2.7.
 */
import type { LabMember } from "../../../lab/pair";
import type { LabMySqlPair } from "../../../lab/pair/mysql";
import type { RowWriter } from "../../../lab/client/row-writer";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { count, gapSince, other, runName } from "../rows";

const ROWS = 200;

export const drill: Drill<LabMySqlPair> = {
    name: "galera",
    situation:
        "the active server is killed; the next hangs; both stopped; both without power; a cut without the third vote",
    promise: "0 acknowledged rows lost; the other one goes on by itself; no writes without a majority",
    origin: "no operator at a failover; a cluster of two",

    async run(pair, tell) {
        const promises = new Promises();
        const numbers: Record<string, number> = {};
        const writer = await pair.writer(runName("galera"));
        writer.start();
        try {
            await story(pair, writer, promises, numbers, tell);
        } finally {
            await writer.stop();
        }
        Object.assign(numbers, await count(pair, writer, promises));
        promises.expect(
            (await rowsOf(pair, pair.a)) === (await rowsOf(pair, pair.b)),
            "both members have the same rows",
        );
        return { numbers, broken: promises.broken };
    },
};

async function story(
    pair: LabMySqlPair,
    writer: RowWriter,
    promises: Promises,
    numbers: Record<string, number>,
    tell: (line: string) => void,
) {
    await killed(pair, writer, promises, numbers);
    tell(`active server killed: writes again after ${numbers["gap of kill ms"]} ms`);
    await hung(pair, writer, promises, numbers);
    tell(`active host hung and came back: writes again after ${numbers["gap of hang ms"]} ms`);
    await handedOver(pair, writer, promises, numbers);
    tell(`asked to move: gap ${numbers["gap of move ms"]} ms`);
    await stopped(pair, writer, promises);
    tell("both servers stopped in order and started: whole again");
    await withoutPower(pair, writer, promises);
    tell("both without power: one alone waits, both begin anew");
    await withoutThird(pair, writer, promises);
    tell("without the third vote a cut closes both; healed they go on");
}

/** The checksum of the writers' table, once everything is applied. */
function rowsOf(pair: LabMySqlPair, member: LabMember): Promise<string> {
    return pair.sql(
        member,
        "set wsrep_sync_wait = 1; select count(*) from lab.written; checksum table lab.written extended",
    );
}

async function whole(pair: LabMySqlPair): Promise<void> {
    await eventually("three votes, one active member", 120, async () => {
        const look = "show status where variable_name in ('wsrep_cluster_size', 'wsrep_local_state_comment')";
        const said = await Promise.all(pair.members.map((member) => pair.sql(member, look)));
        return (
            said.every((text) => /\t3$/m.test(text) && /\tSynced$/m.test(text)) && (await pair.writable()).length === 1
        );
    });
}

async function eventsRunOn(pair: LabMySqlPair, member: LabMember, promises: Promises): Promise<void> {
    const scheduler = async (one: LabMember) => {
        return (await pair.sql(one, "show variables like 'event_scheduler'")).split("\t")[1];
    };
    const passive = await scheduler(other(pair, member));
    promises.expect(passive === "OFF", `events are off on the member that is not active`, passive);
    await eventually("events are on", 5, async () => (await scheduler(member)) === "ON").catch((error: Error) =>
        promises.expect(false, `${member.member}: ${error.message}`),
    );
    const beat = () => pair.sql(member, "select max(at) from standby.heartbeat");
    const before = await beat();
    await eventually(`the heartbeat of ${member.member} goes on`, 10, async () => (await beat()) !== before).catch(
        (error: Error) => promises.expect(false, error.message),
    );
}

async function killed(pair: LabMySqlPair, writer: RowWriter, promises: Promises, numbers: Record<string, number>) {
    await writer.reached(ROWS, 60);
    const active = await pair.primaryNow();
    const heir = other(pair, active);
    const since = Date.now();
    await active.machine.succeed("kill -9 $(systemctl show -p MainPID --value mariadb.service)");
    await eventually("the other one is active", 60, async () => (await pair.writable()).join() === heir.member);
    await writer.reached(writer.acknowledged + ROWS, 60);
    numbers["gap of kill ms"] = gapSince(writer, since);
    await whole(pair);
    await eventsRunOn(pair, heir, promises);
    promises.expect((await pair.primaryNow()) === heir, "who came back does not take over by itself");
}

async function hung(pair: LabMySqlPair, writer: RowWriter, promises: Promises, numbers: Record<string, number>) {
    const active = await pair.primaryNow();
    const heir = other(pair, active);
    const since = Date.now();
    await active.hang();
    try {
        await heir.machine.eventually("/usr/local/lib/standby/writable </dev/null | grep -q ' 200 '", 60);
        await writer.reached(writer.acknowledged + ROWS, 60);
    } finally {
        await active.resume();
    }
    numbers["gap of hang ms"] = gapSince(writer, since);
    await whole(pair);
    promises.expect((await pair.primaryNow()) === heir, "who hung does not take over by itself");
    await eventsRunOn(pair, heir, promises);
}

async function handedOver(pair: LabMySqlPair, writer: RowWriter, promises: Promises, numbers: Record<string, number>) {
    const to = other(pair, await pair.primaryNow());
    const since = Date.now();
    const { code, stderr } = await to.standby("promote");
    promises.expect(code === 0, "standby promote moves connections", stderr);
    await writer.reached(writer.acknowledged + ROWS, 60);
    numbers["gap of move ms"] = gapSince(writer, since);
    await eventually("one is active", 10, async () => (await pair.writable()).join() === to.member);
    await eventsRunOn(pair, to, promises);
}

async function stopped(pair: LabMySqlPair, writer: RowWriter, promises: Promises) {
    const first = await pair.primaryNow();
    const last = other(pair, first);
    await first.machine.succeed("systemctl stop mariadb");
    await writer.reached(writer.acknowledged + ROWS, 60);
    await last.machine.succeed("systemctl stop mariadb");
    await first.machine.succeed("systemctl start --no-block mariadb");
    await eventually("who left first does not begin", 60, async () =>
        /ALARM the server waits|begins the cluster/.test(
            (await first.machine.run("journalctl -q -u mariadb -n 20 -o cat")).stdout,
        ),
    );
    const early = (await first.machine.run("systemctl is-active mariadb")).stdout.trim();
    promises.expect(early === "activating", "who left first waits for who has more", early);
    await last.machine.succeed("systemctl start mariadb");
    await whole(pair);
    await writer.reached(writer.acknowledged + ROWS, 60);
}

async function withoutPower(pair: LabMySqlPair, writer: RowWriter, promises: Promises) {
    const [one, two] = [await pair.primaryNow(), other(pair, await pair.primaryNow())];
    await Promise.all([one.crash(), two.crash()]);
    await one.start();
    await one.machine.eventually("journalctl -q -b -u mariadb -o cat | grep -q 'ALARM the server waits: unknown'", 90);
    promises.expect((await pair.writable()).length === 0, "one alone takes no writes");
    const refused = await one.standby("promote --bootstrap");
    promises.expect(
        /refused \[unknown-member\]/.test(refused.stderr),
        "no cluster without a member that is unknown",
        refused.stderr,
    );
    await two.start();
    await whole(pair);
    await writer.reached(writer.acknowledged + ROWS, 60);
}

async function withoutThird(pair: LabMySqlPair, writer: RowWriter, promises: Promises) {
    await pair.witness.machine.succeed("systemctl stop standby-arbitrator");
    await pair.a.cutFrom(pair.b);
    await eventually("nobody takes writes", 60, async () => (await pair.writable()).length === 0);
    const before = writer.acknowledged;
    for (const member of pair.members) {
        await eventually(`${member.member} refuses`, 30, async () => {
            const said = await pair.sql(member, "insert into standby.heartbeat values (2, now())").catch(String);
            return /ERROR 1047/.test(said);
        });
    }
    promises.expect(writer.acknowledged === before, "no write is acknowledged without a majority");
    await pair.a.heal(pair.b);
    await eventually("one takes writes again", 90, async () => (await pair.writable()).length === 1);
    await pair.witness.machine.succeed("systemctl start standby-arbitrator");
    await whole(pair);
    await writer.reached(writer.acknowledged + ROWS, 60);
}
