/*
 * Situation: psql knows both members by `endpoint: "multihost"`, and a Prometheus scrapes both; the role moves, and then its new
 *            holder loses its power.
 * Promise:   libpq finds the member that takes writes each time, by TLS to a verified name, and no row that it acknowledged is
 *            lost; the metrics say what the members are.
 * Origin:    libpq's target_session_attrs; reference drill 12.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import type { PostgresEndpointTopology } from "../../../components/postgres/endpoint/endpoint";
import { repoRoot } from "../../../lab/paths";
import type { LabMember } from "../../../lab/pair";
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { expectEqual, inSync, other } from "../rows";
import { DIVERGED } from "./files";
import { inMode } from "./in-mode";

const FOLDER = "/root/multihost";
const ROWS = 30;
/** Metrics are written each 5 s; a busy machine takes longer. */
const SEEN_SECONDS = 60;
const STREAMS = 'standby_replication_running{[^}]*thread="stream"';

export const drill: Drill<LabPostgresPair> = {
    name: "multihost",
    situation: "psql knows both members, Prometheus scrapes both; the role moves, and its new holder dies",
    promise: "libpq finds the writable one; 0 acknowledged rows lost; the metrics tell who is what",
    origin: "clients that look for the primary by themselves",

    async run(pair, tell) {
        const promises = new Promises();
        const members = pair.members.map(({ address }) => `${address}/32`);
        const change = {
            endpoint: "multihost",
            metricsFrom: [`${pair.witness.address}/32`],
            clientsFrom: [...(pair.settings.clientsFrom as string[]), ...members],
        };
        const numbers = await inMode(pair, change, promises, async () => {
            const stays = await pair.primaryNow();
            const moves = other(pair, stays);
            await startClient(pair, stays);
            await rows(stays, ROWS);
            await expectMetrics(pair, stays, promises);
            const before = await metric(pair, stays, "standby_timeline");

            const moved = await moves.standby("promote");
            promises.expect(moved.code === 0, "the switchover succeeds", moved.stderr);
            await rows(stays, ROWS);
            await expectMetrics(pair, moves, promises);
            await eventually("the timeline has grown", SEEN_SECONDS, async () => {
                return (await metric(pair, moves, "standby_timeline")) === before + 1;
            });
            tell("libpq went along with the switchover");

            await inSync(pair);
            await moves.crash();
            const taken = await stays.standby(`promote --fenced '${moves.name} has no power'`);
            promises.expect(taken.code === 0, "the failover succeeds", taken.stderr);
            await rows(stays, ROWS);
            await eventually("the metrics say so", SEEN_SECONDS, () => says(pair, stays, "primary"));
            tell("libpq went along with the failover");

            await moves.start();
            await inSync(pair);
            await moves.machine.run(`rm -rf ${DIVERGED}`);
            await expectMetrics(pair, stays, promises);
            const counted = await endClient(pair, stays, promises);
            await expectEqual(pair, promises, ["multihost"]);
            await pair.sql(stays, "drop table multihost; drop role multihost");
            return counted;
        });
        for (const { machine } of pair.members) {
            const { stdout } = await machine.run("systemctl list-unit-files --state=enabled 'prometheus-*'");
            promises.expect(!stdout.includes("exporter"), "nothing is shown to Prometheus any more", stdout);
        }
        return { numbers, broken: promises.broken };
    },
};

/** Makes the client's user and table, and starts it on a member: it is one of many clients, and psql is there. */
async function startClient(pair: LabPostgresPair, on: LabMember): Promise<void> {
    const { endpoint, caCertificate } = await pair.pulumi.output();
    const { uri, hosts } = endpoint as PostgresEndpointTopology;
    await pair.sql(
        on,
        "drop table if exists multihost; drop role if exists multihost; create table multihost (n int primary key); " +
            "create role multihost login password 'Multi-Host-1'; grant insert, select on multihost to multihost",
    );
    const put = async (name: string, stdin: string) => {
        await on.machine.run(`cat >${FOLDER}/${name} && chmod 0700 ${FOLDER}/${name}`, { stdin });
    };
    await on.machine.succeed(`rm -rf ${FOLDER}; mkdir -m 0700 ${FOLDER}`);
    await put("ca.crt", String(caCertificate));
    await put("client", fs.readFileSync(path.join(repoRoot, "test/fixtures/postgres/multihost-rows"), "utf8"));
    // A member's own name is its loopback there, where PostgreSQL does not listen.
    const addresses = hosts.map((host) => pair.members.find(({ name }) => name === host)?.address).join(",");
    const own = `sslrootcert=${FOLDER}/ca.crt&user=multihost&hostaddr=${addresses}`;
    await put("uri", uri.replace("sslrootcert=ca.crt", own));
    await pair.witness.machine.run("cat >/root/ca.crt", { stdin: String(caCertificate) });
    await on.machine.succeed(
        `PGPASSWORD=Multi-Host-1 setsid ${FOLDER}/client "$(cat ${FOLDER}/uri)" ${FOLDER} >/dev/null 2>&1 &`,
    );
}

/** Waits until so many more rows were acknowledged. */
async function rows({ machine }: LabMember, more: number): Promise<void> {
    const now = Number(await machine.succeed(`cat ${FOLDER}/log 2>/dev/null | wc -l`));
    await machine.eventually(`[ "$(cat ${FOLDER}/log | wc -l)" -ge ${now + more} ]`, 120);
}

async function endClient(pair: LabPostgresPair, on: LabMember, promises: Promises) {
    await on.machine.succeed(`touch ${FOLDER}/stop`);
    await on.machine.eventually(`! pgrep -f ${FOLDER}/clien[t]`, 30);
    const log = (await on.machine.succeed(`cat ${FOLDER}/log`)).trim().split("\n");
    const there = new Set((await pair.sql(on, "select n from multihost")).split("\n"));
    const lost = log.map((line) => line.split(" ")[0]).filter((n) => !there.has(n));
    promises.expect(lost.length === 0, "no acknowledged row is lost", lost.slice(0, 10));
    const at = log.map((line) => Number(line.split(" ")[1]));
    await on.machine.succeed(`rm -rf ${FOLDER}`);
    const gaps = at.slice(1).map((ms, index) => ms - at[index]);
    return { acknowledged: log.length, lost: lost.length, "longest gap ms": Math.max(...gaps) };
}

/** Both members are scraped, by TLS to their names, and tell the same as the hosts. */
async function expectMetrics(pair: LabPostgresPair, primary: LabMember, promises: Promises): Promise<void> {
    const standby = other(pair, primary);
    const wanted: [string, () => Promise<boolean>][] = [
        ["the primary is one", () => says(pair, primary, "primary")],
        ["the standby is one", () => says(pair, standby, "standby")],
        ["the slot is kept", async () => (await metric(pair, primary, "standby_slot_kept")) === 1],
        ["the standby receives", async () => (await metric(pair, standby, STREAMS)) === 1],
        ...pair.members.map((member): [string, () => Promise<boolean>] => [
            `PostgreSQL of ${member.name} is up`,
            async () => /^pg_up 1$/m.test(await scraped(pair, member, 9187)),
        ]),
    ];
    for (const [what, holds] of wanted) {
        const seen = await eventually(what, SEEN_SECONDS, holds).catch(() => false);
        promises.expect(seen, `the metrics say: ${what}`);
    }
    const closed = await standby.machine.run(`curl -sSk -m 3 https://${primary.name}:9187/metrics`);
    promises.expect(closed.code !== 0, "no other host gets metrics", closed.stdout.slice(0, 200));
}

async function says(pair: LabPostgresPair, member: LabMember, role: string): Promise<boolean> {
    return new RegExp(`^standby_role\\{[^}]*role="${role}"[^}]*\\} 1$`, "m").test(await scraped(pair, member, 9100));
}

/** The value of a metric of the pair; not a number where there is none. */
async function metric(pair: LabPostgresPair, member: LabMember, name: string): Promise<number> {
    const found = new RegExp(`^${name}\\S* (\\S+)$`, "m").exec(await scraped(pair, member, 9100));
    return Number(found?.[1]);
}

function scraped(pair: LabPostgresPair, { name }: LabMember, port: number): Promise<string> {
    return pair.witness.machine.succeed(`curl -sS -m 10 --cacert /root/ca.crt https://${name}:${port}/metrics`);
}
