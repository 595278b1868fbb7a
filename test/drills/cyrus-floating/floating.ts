/*
 * Situation: users reach an instance by an address that floats in a network of both hosts. The role moves by a switchover, and by
 *            a failover after the primary has lost its power; then the lost host comes back.
 * Promise:   the address is on exactly one host, the one that serves; whoever asks it over the network is answered by that one
 *            within seconds, without a change of DNS; the host that comes back does not claim it.
 * Origin:    a floating address within a site: the service's address moves with the role.
 */
import type { ConfigChange } from "../../../lab/pair";
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import type { LabMember } from "../../../lab/pair/member";
import { eventually } from "../../helpers/eventually";
import { expectEqual, failOver, home, inSync, promote } from "../cyrus/pair";
import { Promises, type Drill } from "../drill";

const ADDRESS = "10.77.0.5";
/** Beside the time that the role takes: what ARP caches of neighbours may add. */
const SECONDS = 20;

export const SETTINGS: ConfigChange = {
    // Users are in that network alone.
    clientsFrom: ["10.77.0.0/24"],
    vlan: { label: "floating", a: "10.77.0.1/24", b: "10.77.0.2/24" },
    instances: [{ name: "mail", floatingAddress: `${ADDRESS}/24` }],
};

export const drill: Drill<LabCyrusPair> = {
    name: "floating-address",
    situation: "the role moves by a switchover and by a failover, and users come by the floating address",
    promise: "the address answers from the host that serves, and is on no other",
    origin: "a floating address within a site",

    async run(pair, tell) {
        const promises = new Promises();
        const instance = pair.instance();
        await inSync(pair, instance);
        await moves(pair, pair.a, promises);
        const switched = await timed(async () => {
            await promote(pair, instance, pair.b, promises);
            await moves(pair, pair.b, promises);
        });
        tell(`the switchover took the address along within ${switched} ms`);
        await inSync(pair, instance);

        await pair.b.crash();
        const failed = await timed(async () => {
            await failOver(pair, instance, pair.b, promises);
            await holds(pair, pair.a, promises);
        });
        tell(`the failover brought it back within ${failed} ms`);
        await pair.b.start();
        await inSync(pair, instance, 240);
        await moves(pair, pair.a, promises);
        await expectEqual(pair, instance, promises);
        await home(pair, instance, promises);
        return { numbers: { "switchover ms": switched, "failover ms": failed }, broken: promises.broken };
    },
};

/** Exactly this member has the address. */
async function holds(pair: LabCyrusPair, serving: LabMember, promises: Promises): Promise<void> {
    const running = pair.members.filter(({ machine }) => machine.running());
    const has = async ({ machine }: LabMember) => {
        const { stdout } = await machine.run("ip -o -4 address show");
        return stdout.includes(` ${ADDRESS}/`);
    };
    const holders = await eventually(`${serving.member} has ${ADDRESS}`, SECONDS, async () => {
        const found = await Promise.all(running.map(has));
        const names = running.filter((_, index) => found[index]).map(({ member }) => member);
        if (!names.includes(serving.member)) throw new Error(`these have it: ${names.join(", ") || "none"}`);
        return names;
    });
    promises.expect(holders.length === 1, `${ADDRESS} is on one host alone`, holders);
}

/** The other member, as any neighbour in that network, is greeted there by the one that serves. */
async function moves(pair: LabCyrusPair, serving: LabMember, promises: Promises): Promise<void> {
    await holds(pair, serving, promises);
    const neighbour = pair.otherOf(pair.instance(), serving);
    const ask = `exec 3<>/dev/tcp/${ADDRESS}/143 && read -r -t 3 line <&3 && echo "$line"`;
    const greeting = await eventually(`${ADDRESS} greets ${neighbour.member}`, SECONDS, async () => {
        const { code, stdout, stderr } = await neighbour.machine.run(`timeout 5 bash -c '${ask}'`);
        if (code !== 0) throw new Error(stderr);
        return stdout;
    });
    promises.expect(greeting.startsWith("* OK"), "it greets as a server for users", greeting);
    const seen = await neighbour.machine.succeed(`ip neigh show ${ADDRESS} | grep -o 'lladdr [^ ]*'`);
    const own = await serving.machine.succeed("ip -o link show | grep -o 'link/ether [^ ]*'");
    promises.expect(own.includes(seen.trim().split(" ")[1]), "the answer came from the host that serves", {
        seen,
        own,
    });
}

async function timed(work: () => Promise<void>): Promise<number> {
    const since = Date.now();
    await work();
    return Date.now() - since;
}
