import assert from "node:assert/strict";
import { CyrusInstanceArgs } from "../../../../components/cyrus/instance-args";
import { crossPaired, heldBy, partnerOf, portsOf } from "../../../../components/cyrus/layout";

const instances = (count: number): CyrusInstanceArgs[] =>
    Array.from({ length: count }, (_, index) => ({ name: `i${index}`, users: [] }));

describe("crossPaired", () => {
    it("makes each of two hosts the primary of one instance and the standby of the other one", () => {
        assert.deepEqual(crossPaired(["a", "b"], instances(2)), [
            { name: "i0", users: [], members: ["a", "b"], primary: "a" },
            { name: "i1", users: [], members: ["b", "a"], primary: "b" },
        ]);
    });

    for (const count of [2, 3, 4, 7]) {
        it(`spreads ${count} instances over ${count} hosts: each is primary once and standby once, of two others`, () => {
            const hosts = Array.from({ length: count }, (_, index) => `h${index}`);
            const spread = crossPaired(hosts, instances(count));
            const standbys = spread.map((one) => partnerOf({ members: one.members! }, one.primary!));
            assert.deepEqual(
                spread.map(({ primary }) => primary),
                hosts,
            );
            assert.deepEqual([...standbys].sort(), hosts);
            spread.forEach(({ primary }, index) => assert.notEqual(primary, standbys[index]));
        });
    }

    it("leaves a standby of every instance when a site is lost, with hosts of two sites in turn", () => {
        const site: Record<string, number> = { a: 1, b: 2, c: 1, d: 2 };
        for (const { members } of crossPaired(["a", "b", "c", "d"], instances(4)))
            assert.notEqual(site[members![0]], site[members![1]]);
    });

    it("keeps a primary that was chosen: that is how one instance is switched over", () => {
        const [first, other] = instances(2);
        assert.equal(crossPaired(["a", "b"], [{ ...first, primary: "b" }, other])[0].primary, "b");
    });

    for (const [what, hosts, count, message] of [
        ["one host", ["a"], 1, "crossPaired: a host cannot be paired with itself: give two or more"],
        ["no host", [], 0, "crossPaired: a host cannot be paired with itself: give two or more"],
        ["a host twice", ["a", "b", "a"], 3, "crossPaired: a host twice in a, b, a"],
        ["too few instances", ["a", "b"], 1, "crossPaired: 2 hosts, 1 instances: give one instance a host"],
    ] as const) {
        it(`refuses ${what}`, () => assert.throws(() => crossPaired(hosts, instances(count)), { message }));
    }
});

describe("The ports of instances", () => {
    it("are these for the first one", () => {
        assert.deepEqual(portsOf(0, 2005), {
            local: { inner: 12000, imap: 12001, pop3: 12002, sieve: 12003 },
            tunnel: { inner: 2005, imap: 2006, pop3: 2007, sieve: 2008 },
            near: { inner: 22000, imap: 22001, pop3: 22002, sieve: 22003 },
            sieve: 4190,
        });
    });

    it("never meet, for a hundred instances", () => {
        const all = Array.from({ length: 100 }, (_, place) => portsOf(place, 2005)).flatMap(
            ({ local, tunnel, near, sieve }) => [local, tunnel, near, { sieve }].flatMap((some) => Object.values(some)),
        );
        assert.equal(new Set(all).size, all.length);
    });
});

describe("heldBy", () => {
    it("gives the instances of a host with their places in the program, which their ports go by", () => {
        const held = heldBy([{ members: ["a", "b"] }, { members: ["b", "c"] }, { members: ["c", "a"] }], "a");
        assert.deepEqual(
            held.map(({ place }) => place),
            [0, 2],
        );
    });
});
