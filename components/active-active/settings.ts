import * as pulumi from "@pulumi/pulumi";
import { namesAndAddresses } from "../host/names";
import { chosen, given } from "../given";
import { atOnce, late } from "../plain";
import { ActiveActiveMemberArgs, ActiveActivePairArgs, ActiveActiveSettings, ActiveActiveTimersArgs } from "./args";
import { Timers, TIMERS } from "./timing";

const DEFAULTS = {
    mode: "active-passive",
    durability: "replicated-queue",
    fenceToken: "",
    fenceUrl: "https://api.linode.com/v4",
    addressTtlSeconds: 300,
    mxTtlSeconds: 86400,
    adminKeys: [],
} as const;
const BACKUP = { accessKey: "", secretKey: "", at: "03:10", keepDays: 30 } as const;

/** Every host that the pair has, by its key. */
export function hostArgs(args: ActiveActivePairArgs) {
    return new Map<string, ActiveActiveMemberArgs>([
        ["a", args.a],
        ["b", args.b],
        ["witness", args.witness],
    ]);
}

/** The address of a member in the private network of both, without the length of the network. */
export function linkAddressOf({ linode, linkAddress }: ActiveActiveMemberArgs): string {
    return (linode?.vlan?.address ?? linkAddress ?? "").split("/")[0];
}

/** The timers, given or default. */
export function timersOf(given: ActiveActiveTimersArgs = {}): Timers {
    return {
        pingInterval: given.pingIntervalSeconds ?? TIMERS.pingInterval,
        pingTimeout: given.pingTimeoutSeconds ?? TIMERS.pingTimeout,
        writeTimeout: given.writeTimeoutSeconds ?? TIMERS.writeTimeout,
        lateWrites: given.lateWrites ?? TIMERS.lateWrites,
        connectInterval: given.connectIntervalSeconds ?? TIMERS.connectInterval,
        grace: given.graceSeconds ?? TIMERS.grace,
        bias: given.biasSeconds ?? TIMERS.bias,
        witness: given.witnessSeconds ?? TIMERS.witness,
        powerOff: given.powerOffSeconds ?? TIMERS.powerOff,
        lease: given.leaseSeconds ?? TIMERS.lease,
        watchdog: given.watchdogSeconds ?? TIMERS.watchdog,
        heartbeats: given.heartbeats ?? TIMERS.heartbeats,
    };
}

function gather(args: ActiveActivePairArgs): Record<string, unknown> {
    const { zone } = args;
    const serviceName =
        typeof zone === "string" ? `mail.${zone}` : pulumi.output(zone).apply((known) => `mail.${known}`);
    return {
        ...{ zone, ...namesAndAddresses(hostArgs(args)), users: args.users, timers: timersOf(args.timers) },
        ...chosen(DEFAULTS, args),
        domains: args.domains ?? [zone],
        serviceName: args.serviceName ?? serviceName,
        backup: { repository: "", password: "", ...BACKUP, ...given(args.backup) },
    };
}

/** Waits for every value and fills in the defaults. A secret, where passwords are. */
export const settingsFrom = (args: ActiveActivePairArgs) => late<ActiveActiveSettings>(gather(args));

/** The same at once, if every value is a plain one already. */
export const plainSettings = (args: ActiveActivePairArgs) => atOnce<ActiveActiveSettings>(gather(args));

/** What may be shown of the settings: everything but passwords and tokens. */
export function withoutSecrets(settings: ActiveActiveSettings): ActiveActiveSettings {
    const { repository, at, keepDays } = settings.backup;
    const backup = { repository, at, keepDays, password: "", accessKey: "", secretKey: "" };
    return { ...settings, users: [], fenceToken: "", backup };
}
