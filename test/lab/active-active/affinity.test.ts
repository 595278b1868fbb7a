import assert from "node:assert/strict";
import { affinityPart, ownerOf, PASSWORDS, proxySettings } from "../../../components/active-active/dual/affinity";
import { PROGRAMS } from "../../../components/active-active/places";
import { type Host, RuntimeLab } from "../../helpers/runtime";
import { mailHost, sendTo, serves } from "./mail-host";

const PASSWORD = "canary-of-a-test";
const USERS = ["anna", "ben", "carl", "dora"].map((name) => ({ name: `${name}@example.com`, password: PASSWORD }));

/** Dovecot and Postfix of both members, where both serve; without a volume in common, so that it is seen who stores a mail. */
describe("users of an active-active pair of which both members serve", function () {
    this.timeout(240_000);
    let lab: RuntimeLab;
    const hosts = {} as Record<"a" | "b", Host>;

    before(async () => {
        lab = await RuntimeLab.start("test-affinity");
        const members = (["a", "b"] as const).map((key, index) => ({
            ...{ key, hostName: `mx${index + 1}.example.com` },
            linkAddress: lab.address(index + 1),
        }));
        for (const member of ["a", "b"] as const) {
            const plan = {
                ...{ hostName: `mx-${member}.example.com`, domains: ["example.com"], users: USERS, salt: "salt" },
                ...{ queue: `/srv/mail/.spool/queue-${member}`, passwords: PASSWORDS, dovecotSettings: {} },
                dovecotMore: proxySettings({ member, members }),
                ...{ postfixSettings: {}, clientsFrom: ["0.0.0.0/0"], ownFirewall: true },
            };
            const affinity = affinityPart({ member, members, users: USERS, salt: "salt", ownFirewall: true });
            hosts[member] = await mailHost(lab, member, plan, affinity);
            await says(hosts[member], "shared");
            await serves(hosts[member]);
        }
    });
    after(() => lab?.end());

    const says = ({ machine }: Host, word: string) => machine.succeed(`${PROGRAMS}/affinity ${word}`);
    const stored = async ({ machine }: Host, user: string) =>
        Number(
            await machine.succeed(
                `find /srv/mail/v/example.com/${user.split("@")[0]}/Maildir/new -type f 2>/dev/null | wc -l`,
            ),
        );
    /** How many mails the user sees who logs in at this host. */
    const sees = async (host: Host, user: string) => {
        const ask = `curl -sk --url imaps://127.0.0.1/ -u ${user}:${PASSWORD} -X 'EXAMINE INBOX'`;
        return Number(/^\* (\d+) EXISTS/m.exec(await host.machine.succeed(ask))?.[1]);
    };
    const send = async (host: Host, to: string) => {
        await sendTo(host, "Subject: one\r\n\r\nOne.\r\n", to);
        await host.machine.eventually("postqueue -p | grep -q 'is empty'", 60);
    };

    it("get their mail on their own member, whichever took it", async () => {
        for (const { name } of USERS) {
            for (const host of [hosts.a, hosts.b]) await send(host, name);
            const there = [await stored(hosts.a, name), await stored(hosts.b, name)];
            assert.deepEqual(there, ownerOf(name) === "a" ? [2, 0] : [0, 2], name);
        }
    });

    it("see it wherever they log in", async () => {
        for (const { name } of USERS) {
            for (const host of [hosts.a, hosts.b]) assert.equal(await sees(host, name), 2, name);
        }
    });

    it("are all served by the one that is left, and let go when the other one is back", async () => {
        const { name } = USERS.find((user) => ownerOf(user.name) === "b")!;
        await says(hosts.a, "alone");
        await send(hosts.a, name);
        assert.equal(await stored(hosts.a, name), 1);
        assert.match(await says(hosts.a, "release"), /released/);
        await serves(hosts.a);
        await send(hosts.a, name);
        assert.equal(await stored(hosts.a, name), 1);
        assert.equal(await sees(hosts.a, name), 3);
    });
});
