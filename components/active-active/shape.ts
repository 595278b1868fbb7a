import { isIPv4 } from "node:net";
import { generationProblems, loginProblems, networkProblems, originProblems, pairNameProblems } from "../host/validate";
import { vlanProblems } from "../host/vlan";
import { between, oneOf, Problem, shown } from "../problems";
import { ActiveActiveDurability, ActiveActiveMemberArgs, ActiveActiveMode, ActiveActivePairArgs } from "./args";
import { ActiveActiveTakeover, ActiveActiveTimersArgs } from "./args";
import { settingProblems } from "./kept-settings";
import { PEER_PORTS } from "./places";
import { hostArgs, linkAddressOf, timersOf } from "./settings";
import { timingProblems } from "./timing";

const MEMBERS = ["a", "b"] as const;
const DEVICE = /^\/dev\/(?!drbd)[A-Za-z0-9._/+:-]+$/;
const PORT = { min: 1024, max: 65535 };
const LIMITS: Readonly<Record<keyof ActiveActiveTimersArgs, readonly [number, number]>> = {
    ...{ pingIntervalSeconds: [1, 120], pingTimeoutSeconds: [0.1, 3], writeTimeoutSeconds: [0.1, 60] },
    ...{ lateWrites: [1, 200], connectIntervalSeconds: [1, 120], graceSeconds: [0, 60], biasSeconds: [1, 60] },
    ...{ witnessSeconds: [1, 30], powerOffSeconds: [1, 300], leaseSeconds: [5, 300], watchdogSeconds: [2, 60] },
    heartbeats: [2, 200],
};
const LEAST_HEARTBEATS = 7;
/** DRBD takes these in tenths of a second. */
const TENTHS = ["pingTimeoutSeconds", "writeTimeoutSeconds"];

function limitProblems(timers: ActiveActiveTimersArgs): Problem[] {
    return Object.entries(LIMITS).flatMap(([key, [min, max]]) => {
        const value = timers[key as keyof ActiveActiveTimersArgs];
        const property = `timers.${key}`;
        if (value === undefined) return [];
        if (!TENTHS.includes(key)) return between(property, value, "", { min, max });
        if (Number.isInteger(Math.round(value * 1e6) / 1e5) && value >= min && value <= max) return [];
        return [{ property, reason: `${shown(value)} is out of range: ${min} to ${max} seconds, in tenths` }];
    });
}

function timerProblems(args: ActiveActivePairArgs): Problem[] {
    const outside = limitProblems(args.timers ?? {});
    // Numbers out of range make the sums meaningless.
    return outside.length > 0 ? outside : timingProblems(timersOf(args.timers), args.mode === "dual-primary");
}

/** Where a member's volume and its private network are. */
function memberProblems(key: string, member: ActiveActiveMemberArgs): Problem[] {
    const { linode, existing, linkAddress, device } = member;
    const problems: Problem[] = [];
    const add = (property: string, reason: string) => problems.push({ property: `${key}.${property}`, reason });
    if (linode && linode.vlan === undefined) {
        add("linode.vlan", "is missing: both members need a VLAN of their own, in which every write is replicated");
    }
    if (linode && linkAddress !== undefined) add("linkAddress", "is that of the VLAN for a Linode: leave it out");
    if (linode && device !== undefined) add("device", "is a volume of the pair's own for a Linode: leave it out");
    if (!existing) return problems;
    if (linkAddress === undefined || !isIPv4(linkAddress)) {
        const found = linkAddress === undefined ? "is missing" : `${shown(linkAddress)} is not an IPv4 address`;
        add("linkAddress", `${found}: say which address the host has in the private network of both members`);
    }
    if (device === undefined || !DEVICE.test(device)) {
        const found = device === undefined ? "is missing" : `${shown(device)} is not a block device`;
        add("device", `${found}: name an empty one that the pair may use as a whole, like "/dev/vdb"`);
    }
    return problems;
}

/** Both members at one site, in one private network; the witness at another. */
function placeProblems({ a, b, witness }: ActiveActivePairArgs): Problem[] {
    const problems: Problem[] = [];
    const [one, other, third] = [a.linode?.region, b.linode?.region, witness.linode?.region];
    if (one !== undefined && other !== undefined && one !== other) {
        const reason = `${shown(other)} is another region than ${shown(one)} of a: every write waits for both members, and a VLAN ends at its region`;
        problems.push({ property: "b.linode.region", reason });
    }
    if (third !== undefined && (third === one || third === other)) {
        const reason = `${shown(third)} is the members' region too: what takes a member and the witness at once stops the pair: choose another one`;
        problems.push({ property: "witness.linode.region", reason });
    }
    const [ofA, ofB] = [a, b].map(({ linode }) => linode?.vlan?.label);
    if (ofA !== undefined && ofB !== undefined && ofA !== ofB) {
        const reason = `${shown(ofB)} is another VLAN than ${shown(ofA)} of a: both members must be in one`;
        problems.push({ property: "b.linode.vlan.label", reason });
    }
    const link = [a, b].map(linkAddressOf);
    if (link[0] !== "" && link[0] === link[1] && !(a.linode && b.linode)) {
        problems.push({ property: "b.linkAddress", reason: `${shown(link[1])} is the address of a too` });
    }
    return problems;
}

/** Two that write at a time need a fence that says so, and a cluster that takes these numbers. */
function dualProblems({ mode, a, b, floatingAddress, timers, destroyable }: ActiveActivePairArgs): Problem[] {
    if (mode !== "dual-primary") return [];
    const problems: Problem[] = [];
    if (!destroyable) {
        const reason = `"dual-primary" has passed no drill yet, and is built where destroyable is true alone, in a lab: use "active-passive"`;
        problems.push({ property: "mode", reason });
    }
    for (const [key, { existing }] of Object.entries({ a, b })) {
        if (!existing) continue;
        const reason = `"dual-primary" needs members that the witness can power off, and ${key} is an adopted host: make it a Linode, or use "active-passive"`;
        problems.push({ property: "mode", reason });
    }
    if (floatingAddress !== undefined) {
        const reason = `is on the one member that serves, and with "dual-primary" both do: leave it out`;
        problems.push({ property: "floatingAddress", reason });
    }
    const heartbeats = timersOf(timers).heartbeats;
    if (heartbeats < LEAST_HEARTBEATS) {
        const reason = `${heartbeats} is below ${LEAST_HEARTBEATS}, which o2cb takes at least`;
        problems.push({ property: "timers.heartbeats", reason });
    }
    return problems;
}

/** What cannot be had yet is said in plain words, not built by halves. */
function notBuilt({ takeover }: ActiveActivePairArgs): Problem[] {
    const problems: Problem[] = [];
    if (takeover === "bgp" || takeover === "nodebalancer") {
        const reason = `"${takeover}" is not built yet: use "dns", with which the service name has both addresses and the serving member answers`;
        problems.push({ property: "takeover", reason });
    }
    return problems;
}

function addressProblems({ floatingAddress, a, b }: ActiveActivePairArgs): Problem[] {
    if (floatingAddress === undefined) return [];
    const property = "floatingAddress";
    const [address, length = "", ...rest] = floatingAddress.split("/");
    if (!isIPv4(address) || !/^(?:[89]|[12]\d|30)$/.test(length) || rest.length > 0) {
        const reason = `${shown(floatingAddress)} is not an address with the length of its network, like "10.77.0.10/24"`;
        return [{ property, reason }];
    }
    const owner = MEMBERS.find((key) => linkAddressOf({ a, b }[key]) === address);
    if (owner === undefined) return [];
    return [{ property, reason: `${shown(address)} is the own address of ${owner}: take a free one in its network` }];
}

function releaseProblems({ release }: ActiveActivePairArgs): Problem[] {
    if (release === undefined || ["a", "b", "witness"].includes(release)) return [];
    const reason = `${shown(release)} is no host of this pair: release "a", "b" or "witness", one at a time, so that the other member keeps the mail`;
    return [{ property: "release", reason }];
}

function portProblems(linkPort: number): Problem[] {
    const problems = between("linkPort", linkPort, "", PORT);
    const taken = Object.entries(PEER_PORTS).find(([, port]) => port === linkPort);
    if (taken)
        problems.push({ property: "linkPort", reason: `${linkPort} is the port of ${taken[0]}: choose another` });
    return problems;
}

/** Everything that can be wrong with what must be plain: the shape of the pair, not its values. */
export function shapeProblems(name: string, args: ActiveActivePairArgs): Problem[] {
    const all = [...hostArgs(args)];
    return [
        ...all.flatMap(([key, host]) => originProblems(key, host, ["linode", "existing"])),
        ...all.flatMap(([key, { existing }]) => loginProblems(key, existing)),
        ...vlanProblems(all.map(([key, { linode }]) => [key, linode])),
        ...pairNameProblems(name),
        ...MEMBERS.flatMap((key) => memberProblems(key, args[key])),
        ...placeProblems(args),
        ...oneOf("mode", args.mode ?? "active-passive", ActiveActiveMode),
        ...oneOf("takeover", args.takeover ?? "dns", ActiveActiveTakeover),
        ...oneOf("durability", args.durability ?? "replicated-queue", ActiveActiveDurability),
        ...dualProblems(args),
        ...notBuilt(args),
        ...timerProblems(args),
        ...between("volumeGiB", args.volumeGiB ?? 20, " GiB", { min: 10, max: 10240 }),
        ...between("snapshotReservePercent", args.snapshotReservePercent ?? 15, " percent", { min: 5, max: 50 }),
        ...between("resyncMiBPerSecond", args.resyncMiBPerSecond ?? 80, " MiB", { min: 1, max: 4096 }),
        ...addressProblems(args),
        ...settingProblems(args),
        ...portProblems(args.linkPort ?? 2345),
        ...releaseProblems(args),
        ...generationProblems("deployKeyGeneration", args.deployKeyGeneration ?? 1),
        ...networkProblems("sshFrom", args.sshFrom),
        ...networkProblems("clientsFrom", args.clientsFrom),
        ...networkProblems("metricsFrom", args.metricsFrom),
    ];
}
