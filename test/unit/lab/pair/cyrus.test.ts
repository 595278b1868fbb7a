import assert from "node:assert/strict";
import { compareMails } from "../../../../lab/client/mails";
import type { MailOutcome } from "../../../../lab/client/mail-writer";
import type { Pulumi } from "../../../../lab/engine/pulumi";
import type { Lab } from "../../../../lab/lab";
import { networkOf } from "../../../../lab/net/network";
import { LabCyrusPair } from "../../../../lab/pair/cyrus";
import { cyrusTopology } from "../cli/topology";

/** What the LMTP socket of each instance says on each machine; none: that machine does not run. */
function pairWhere(greetings: Record<string, Record<string, string>>): LabCyrusPair {
    const machine = (id: string) => ({
        spec: { id: Number(id) },
        running: () => id in greetings,
        run: async (command: string) => {
            const greeting = greetings[id][command.split(" ").pop() as string];
            if (greeting === "hangs") throw new Error("not within 10 s");
            return { code: greeting === undefined ? 1 : 0, stdout: greeting ?? "", stderr: "" };
        },
    });
    const lab = { name: "test", net: networkOf("test", 7), client: {}, machine } as unknown as Lab;
    const users = ["anna@example.test", "carl@work.example.test"].map((name) => ({ name, password: "Not-used-1" }));
    const settings = { users };
    const outputs = { caCertificate: "" };
    return new LabCyrusPair({ lab, pulumi: {} as Pulumi, topology: cyrusTopology, settings, outputs });
}

const SERVES = "220 imap.example.test Cyrus LMTP";

describe("a Cyrus pair in the lab", () => {
    const [mail, work] = cyrusTopology.instances;

    it("has members and a witness, and finds who serves each instance by asking", async () => {
        const pair = pairWhere({ "1003": { mail: SERVES }, "1004": { work: SERVES } });
        assert.deepEqual(
            pair.hosts.map(({ member }) => member),
            ["a", "b", "witness"],
        );
        assert.deepEqual([await pair.primaryNow(mail), await pair.standbyNow(mail)], [pair.a, pair.b]);
        assert.deepEqual([await pair.primaryNow(work), await pair.standbyNow(work)], [pair.b, pair.a]);
        assert.deepEqual([pair.primaryOf(mail), pair.primaryOf(work)], [pair.a, pair.b]);
    });

    it("takes none for the primary that is off, hangs or says no, and two for no primary", async () => {
        assert.deepEqual(await pairWhere({ "1003": { mail: "hangs" } }).serving(mail), []);
        assert.deepEqual(await pairWhere({ "1003": { mail: "421 no" } }).serving(mail), []);
        const both = pairWhere({ "1003": { mail: SERVES }, "1004": { mail: SERVES } });
        await assert.rejects(both.primaryNow(mail), /one host must take mail for mail, these do: a, b/);
    });

    it("knows the users of each instance by their domains", () => {
        const pair = pairWhere({});
        const names = [mail, work].map((instance) => pair.usersOf(instance).map(({ name }) => name));
        assert.deepEqual(names, [["anna@example.test"], ["carl@work.example.test"]]);
        assert.equal(pair.instance().name, "mail");
        assert.throws(() => pair.instance("none"), /no instance "none": there are mail, work/);
    });
});

describe("compareMails", () => {
    const place = (uid: number) => ({ uidValidity: 1, uid });
    const outcome = (n: number, state: MailOutcome["state"], uid?: number): [number, MailOutcome] => [
        n,
        { n, state, user: "anna@example.test", at: n, place: uid === undefined ? undefined : place(uid) },
    ];

    it("finds what is lost, doubled, moved, refused and there, or never sent", () => {
        const outcomes = new Map([
            outcome(1, "acknowledged", 1),
            outcome(2, "acknowledged", 2),
            outcome(3, "acknowledged"),
            outcome(4, "refused"),
            outcome(5, "unanswered"),
            outcome(6, "acknowledged", 6),
        ]);
        const found = new Map([
            [1, [place(1), place(9)]],
            [2, [place(7)]],
            [4, [place(4)]],
            [5, [place(5)]],
            [6, [place(6)]],
            [8, [place(8)]],
        ]);
        assert.deepEqual(compareMails({ outcomes, sent: 6 }, found), {
            ...{ there: 6, missing: [3], doubled: [1], moved: [2], refusedThere: [4], neverSent: [8] },
        });
    });
});
