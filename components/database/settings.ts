import * as pulumi from "@pulumi/pulumi";
import { namesAndAddresses } from "../host/names";
import { chosen } from "../given";
import { atOnce, late } from "../plain";
import { DatabaseSettings, PairShape } from "./args";

/** The values of what every pair of databases has, when nothing is given. */
export const SHARED_DEFAULTS = {
    degradeAfterSeconds: 10,
    selfFenceSeconds: 20,
    maxLagSeconds: 30,
    link: "tls",
    linkPort: 2345,
    endpointTtlSeconds: 60,
    addressTtlSeconds: 300,
    adminKeys: [],
} as const;

/** Every host that the pair has, by its key. */
export function hostArgs(args: PairShape) {
    const replicas = (args.replicas ?? []).map((replica) => [replica.name, replica] as const);
    return new Map([["a", args.a], ["b", args.b], ...replicas, ["witness", args.witness]]);
}

/** The values of the arguments, given or default, still as inputs. */
function gather(args: PairShape, defaults: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const ofZone = typeof args.zone === "string" ? `db.${args.zone}` : pulumi.interpolate`db.${args.zone}`;
    const endpointName = args.endpointName ?? ofZone;
    return { zone: args.zone, ...namesAndAddresses(hostArgs(args)), endpointName, ...chosen(defaults, args) };
}

/** Waits for every value and fills in the defaults; their names say which arguments are settings. */
export function lateSettings<S extends DatabaseSettings>(
    args: PairShape,
    defaults: Readonly<Record<string, unknown>>,
): pulumi.Output<S> {
    return late(gather(args, defaults));
}

/** The same at once, if every value is a plain one already, so that mistakes are told before anything is registered. */
export function knownSettings<S extends DatabaseSettings>(
    args: PairShape,
    defaults: Readonly<Record<string, unknown>>,
): S | undefined {
    return atOnce(gather(args, defaults));
}
