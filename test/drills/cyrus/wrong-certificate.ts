/*
 * Situation: under load one end of the tunnel between the members shows a certificate of another authority, with the right name;
 *            first the standby's end, then the primary's.
 * Promise:   nothing is replicated until the right certificate is back, somebody says so, and users notice nothing.
 * Origin:    reference 1b, link protection: Cyrus itself never looks at the standby's certificate.
 */
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import type { LabMember } from "../../../lab/pair/member";
import { Promises, type Drill } from "../drill";
import { Load } from "./load";
import { expectEqual, inSync } from "./pair";

const MAILS = 40;
const CONF = "/etc/standby/cyrus/tunnel.conf";
const KEPT = "/run/tunnel.conf.kept";
const TUNNEL = "standby-cyrus-tunnel.service";

/** Gives a host's end of the tunnel a certificate for its own name, signed by an authority of nobody's. */
function foreign(hostName: string): string {
    const request = "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    return [
        "mkdir -p /run/foreign && cd /run/foreign",
        `${request} -x509 -days 2 -subj /CN=ca -keyout ca.key -out ca.crt 2>/dev/null`,
        `${request} -subj /CN=${hostName} -keyout member.key -out member.csr 2>/dev/null`,
        `printf 'subjectAltName=DNS:${hostName}\\n' >ext`,
        "openssl x509 -req -in member.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile ext -out member.crt 2>/dev/null",
        "chmod 0644 member.key",
        `cp -p ${CONF} ${KEPT}`,
        `sed -i 's|/etc/standby/tls/member|/run/foreign/member|' ${CONF}`,
        `systemctl restart ${TUNNEL}`,
    ].join(" && ");
}

const RIGHT = `[ ! -e ${KEPT} ] || { mv ${KEPT} ${CONF} && rm -rf /run/foreign && systemctl restart ${TUNNEL}; }`;

export const drill: Drill<LabCyrusPair> = {
    name: "wrong-certificate",
    situation: "one end of the tunnel shows a certificate of another authority; each end once",
    promise: "nothing is replicated meanwhile, and all of it afterwards; 0 acknowledged mails lost",
    origin: "somebody between the members",

    run: (pair, tell) =>
        runWrong(pair, tell).finally(() => Promise.all(pair.members.map(({ machine }) => machine.succeed(RIGHT)))),
};

async function runWrong(pair: LabCyrusPair, tell: (line: string) => void) {
    const promises = new Promises();
    const instance = pair.instance();
    if ((pair.settings.link ?? "tls") === "wireguard") throw new Error("this drill is for links by stunnel");
    const load = await Load.on(pair, instance, "wrong-certificate", ["append"]);
    await inSync(pair, instance);
    const [primary, standby] = [await pair.primaryNow(instance), await pair.standbyNow(instance)];
    const arrived = async ({ machine }: LabMember) =>
        Number(await machine.succeed(`find /srv/cyrus/${instance.name} -type f -name '[0-9]*.' | wc -l`));
    load.start();
    for (const [end, member] of Object.entries({ standby, primary })) {
        await load.more(MAILS);
        await member.machine.succeed(foreign(member.name));
        const since = Date.now();
        // From now on every connection is a new one, and every one is refused.
        const before = await arrived(standby);
        await primary.machine.eventually("standby status | grep -q ALARM", 180);
        await load.more(MAILS);
        const after = await arrived(standby);
        promises.expect(after === before, `nothing arrives while the ${end}'s certificate is foreign`, {
            before,
            after,
        });
        const logs = await Promise.all([primary, standby].map((one) => one.logSince(since)));
        const refused = /certificate verify failed|unknown ca|CERT: .*(failed|error)/i.test(logs.join("\n"));
        promises.expect(
            refused,
            "the refusal is in a log",
            logs.map((log) => log.slice(-200)),
        );
        await member.machine.succeed(RIGHT);
        await inSync(pair, instance, 180);
        tell(`the ${end} showed a foreign certificate: ${after - before} messages arrived; the right one: alike again`);
    }
    await load.stop();
    const numbers = { ...(await load.count(promises)) };
    await expectEqual(pair, instance, promises);
    for (const { machine } of pair.members) await machine.eventually("standby status", 120);
    return { numbers, broken: promises.broken };
}
