/*
 * Situation: everything that goes over the network between the members is written down while replication logs in anew and mail is
 *            stored.
 * Promise:   neither the replication password nor its base64 is in it, nor a word of a mail. Inside of the link, on the loopback or in
 *            WireGuard, both are: what looks for them would find them.
 * Origin:    reference 1b, link protection: without a tunnel the password goes in clear.
 */
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import type { LabMember } from "../../../lab/pair/member";
import { canary } from "../../audits/secrets";
import { Promises, type Drill } from "../drill";
import { Load } from "./load";
import { expectEqual, inSync } from "./pair";

const MAILS = 40;
const FOLDER = "/run/capture";
const UNIT = "capture-drill";
/** Writes down all frames; those of the loopback and of the inside of WireGuard, which nobody else sees, apart. */
const CAPTURE = `
import os, socket, sys
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
wire.settimeout(0.2)
files = {name: open("${FOLDER}/" + name, "wb", buffering=0) for name in ("inside", "wire")}
open("${FOLDER}/ready", "w").close()
while not os.path.exists("${FOLDER}/stop"):
    try:
        frame, (device, *_) = wire.recvfrom(65600)
    except TimeoutError:
        continue
    files["inside" if device in ("lo", "standby") else "wire"].write(frame)
`;

export const drill: Drill<LabCyrusPair> = {
    name: "password-on-wire",
    situation: "all packets of both members are written down while replication logs in and sends mail",
    promise: "neither password nor mail is readable on the network",
    origin: "somebody who listens between the members",

    run: (pair, tell) => runCapture(pair, tell).finally(() => Promise.all(pair.members.map((one) => forget(one)))),
};

async function runCapture(pair: LabCyrusPair, tell: (line: string) => void) {
    const promises = new Promises();
    const instance = pair.instance();
    const load = await Load.on(pair, instance, "password-on-wire", ["append"]);
    await inSync(pair, instance);
    const primary = await pair.primaryNow(instance);
    for (const member of pair.members) await listen(member);
    await primary.machine.succeed(`systemctl restart standby-cyrus-sync@${instance.name}.service`);
    load.start();
    await load.more(MAILS);
    await load.stop();
    await inSync(pair, instance);
    const conf = `/etc/imapd_${instance.name}.conf`;
    const password = (await primary.machine.succeed(`sed -n 's/^sync_password: //p' ${conf}`)).trim();
    if (password.length < 16) throw new Error("the replication password cannot be read");
    const searched = { password: canary("password", password).forms, mail: [`${load.of("append").run}/`] };
    const sizes: number[] = [];
    for (const member of pair.members) {
        const at = member === primary ? "the primary" : "the standby";
        await member.machine.succeed(`touch ${FOLDER}/stop && systemctl stop ${UNIT}`);
        sizes.push(Number(await member.machine.succeed(`stat -c %s ${FOLDER}/wire`)));
        for (const [what, forms] of Object.entries(searched)) {
            const wire = await lines(member, "wire", forms);
            const inside = await lines(member, "inside", forms);
            promises.expect(wire === 0, `no ${what} is seen on the network of ${at}`, wire);
            promises.expect(inside > 0, `what looks for the ${what} finds it inside of the link at ${at}`, inside);
        }
    }
    promises.expect(Math.min(...sizes) > 10_000, "there was traffic on the network", sizes);
    tell(`${sizes.join(" and ")} bytes went over the network: no password and no mail in them`);
    const numbers = { ...(await load.count(promises)), "bytes seen": sizes[0] + sizes[1] };
    await expectEqual(pair, instance, promises);
    return { numbers, broken: promises.broken };
}

async function listen({ machine }: LabMember): Promise<void> {
    await machine.succeed(`rm -rf ${FOLDER} && mkdir -m 0700 ${FOLDER}`);
    await machine.run(`cat >${FOLDER}/capture.py`, { stdin: CAPTURE });
    await machine.succeed(`systemd-run -q --unit=${UNIT} python3 ${FOLDER}/capture.py`);
    await machine.eventually(`test -e ${FOLDER}/ready`, 30);
}

async function forget({ machine }: LabMember): Promise<void> {
    await machine.run(`touch ${FOLDER}/stop; systemctl stop ${UNIT}; rm -rf ${FOLDER}`);
}

/** How often one of these texts stands in what was written down. They go by stdin: they are in no process list. */
async function lines({ machine }: LabMember, file: string, forms: string[]): Promise<number> {
    const { stdout } = await machine.run(`grep -acF -f - ${FOLDER}/${file}`, { stdin: `${forms.join("\n")}\n` });
    return Number(stdout);
}
