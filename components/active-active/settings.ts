import * as pulumi from "@pulumi/pulumi";
import { isPlain } from "../plain";
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
    const hosts = [...hostArgs(args)];
    const names = Object.fromEntries(hosts.map(([key, { hostName }]) => [key, hostName]));
    const addresses = Object.fromEntries(
        hosts.flatMap(([key, { existing }]) => (existing ? [[key, existing.address]] : [])),
    );
    const given = args as unknown as Record<string, unknown>;
    const chosen = Object.keys(DEFAULTS).filter((key) => given[key] !== undefined);
    const serviceName =
        typeof zone === "string" ? `mail.${zone}` : pulumi.output(zone).apply((known) => `mail.${known}`);
    const backup = Object.fromEntries(Object.entries(args.backup ?? {}).filter(([, value]) => value !== undefined));
    return {
        ...{ zone, names, addresses, users: args.users, timers: timersOf(args.timers) },
        ...DEFAULTS,
        ...Object.fromEntries(chosen.map((key) => [key, given[key]])),
        domains: args.domains ?? [zone],
        serviceName: args.serviceName ?? serviceName,
        backup: { repository: "", password: "", ...BACKUP, ...backup },
    };
}

/** Waits for every value and fills in the defaults. A secret, where passwords are. */
export function settingsFrom(args: ActiveActivePairArgs): pulumi.Output<ActiveActiveSettings> {
    return pulumi.output(gather(args)) as unknown as pulumi.Output<ActiveActiveSettings>;
}

/** The same at once, if every value is a plain one already, so that mistakes are told before anything is registered. */
export function plainSettings(args: ActiveActivePairArgs): ActiveActiveSettings | undefined {
    const gathered = gather(args);
    return isPlain(gathered) ? (gathered as unknown as ActiveActiveSettings) : undefined;
}

/** What may be shown of the settings: everything but passwords and tokens. */
export function withoutSecrets(settings: ActiveActiveSettings): ActiveActiveSettings {
    const { repository, at, keepDays } = settings.backup;
    const backup = { repository, at, keepDays, password: "", accessKey: "", secretKey: "" };
    return { ...settings, users: [], fenceToken: "", backup };
}
