import * as pulumi from "@pulumi/pulumi";
import { isPlain } from "../plain";
import { MySqlPairArgs, MySqlSettings } from "./args";

const DEFAULTS = {
    binlogFormat: "MIXED",
    durability: "semisync",
    degradeAfterSeconds: 10,
    selfFenceSeconds: 20,
    maxLagSeconds: 30,
    link: "tls",
    linkPort: 2345,
    tunnelUser: "mysql_tunnel",
    tunnelPort: 4406,
    endpointTtlSeconds: 60,
    binlogKeepDays: 7,
    mariadbSettings: {},
    addressTtlSeconds: 300,
    adminKeys: [],
} as const;

type Gathered = { [K in keyof MySqlSettings]: unknown };

/** Every host that the pair has, by its key. */
export function hostArgs(args: MySqlPairArgs) {
    const replicas = (args.replicas ?? []).map((replica) => [replica.name, replica] as const);
    return new Map([["a", args.a], ["b", args.b], ...replicas, ["witness", args.witness]]);
}

/** The values of the arguments, given or default, still as inputs. */
function gather(args: MySqlPairArgs): Gathered {
    const hosts = [...hostArgs(args)];
    const names = Object.fromEntries(hosts.map(([key, { hostName }]) => [key, hostName]));
    const addresses = Object.fromEntries(
        hosts.flatMap(([key, { existing }]) => (existing ? [[key, existing.address]] : [])),
    );
    const given = Object.keys(DEFAULTS).filter((key) => args[key as keyof typeof DEFAULTS] !== undefined);
    const chosen = Object.fromEntries(given.map((key) => [key, args[key as keyof typeof DEFAULTS]]));
    const ofZone = typeof args.zone === "string" ? `db.${args.zone}` : pulumi.interpolate`db.${args.zone}`;
    const endpointName = args.endpointName ?? ofZone;
    return { zone: args.zone, names, addresses, endpointName, ...DEFAULTS, ...chosen };
}

/** Waits for every value and fills in the defaults. */
export function settingsFrom(args: MySqlPairArgs): pulumi.Output<MySqlSettings> {
    return pulumi.output(gather(args)) as unknown as pulumi.Output<MySqlSettings>;
}

/** The same at once, if every value is a plain one already, so that mistakes are told before anything is registered. */
export function plainSettings(args: MySqlPairArgs): MySqlSettings | undefined {
    const gathered = gather(args);
    return isPlain(gathered) ? (gathered as MySqlSettings) : undefined;
}
