import * as pulumi from "@pulumi/pulumi";
import { ZoneService } from "../dns/zone-service";
import { namesAndAddresses } from "../host/names";
import { chosen, given } from "../given";
import { atOnce, late } from "../plain";
import { CyrusPairArgs, CyrusSettings } from "./args";
import { CyrusInstanceArgs, InstanceSettings } from "./instance-args";

const DEFAULTS = {
    link: "stunnel",
    endpoint: "dns",
    linkPort: 2345,
    tunnelPort: 2005,
    endpointTtlSeconds: 300,
    addressTtlSeconds: 300,
    mxTtlSeconds: 86400,
    selfFenceSeconds: 20,
    maxLagSeconds: 30,
    adminKeys: [],
} as const;

/** Every host that the pair has, by its key. */
export function hostArgs(args: CyrusPairArgs) {
    const further = (args.hosts ?? []).map((host) => [host.name, host] as const);
    return new Map([["a", args.a], ["b", args.b], ...further, ["witness", args.witness]]);
}

/** The same and the hosts of a Murder in front of it, which hold no instances. */
export function allHosts(args: CyrusPairArgs) {
    const { murder } = args;
    const fronts = (murder?.frontends ?? []).map((host) => [host.name, host] as const);
    const further = murder ? [["mupdate", murder.mupdate] as const, ...fronts] : [];
    return new Map([...hostArgs(args), ...further]);
}

/** The two hosts of an instance. */
export function membersOf({ members }: CyrusInstanceArgs): string[] {
    return members ?? ["a", "b"];
}

/** The member that an instance is declared to be served by. */
export function primaryOf(instance: CyrusInstanceArgs, { primary = "a" }: Pick<CyrusPairArgs, "primary">): string {
    const members = membersOf(instance);
    return instance.primary ?? (members.includes(primary) ? primary : members[0]);
}

/** The values of an instance, given or default, still as inputs. */
function instanceInputs(args: CyrusPairArgs, instance: CyrusInstanceArgs, place: number): Record<string, unknown> {
    const named = (label: string) => pulumi.output(args.zone).apply((zone) => `${label}.${zone}`);
    const label = place === 0 ? "imap" : instance.name;
    const ofZone = typeof args.zone === "string" ? `${label}.${args.zone}` : named(label);
    return {
        users: [],
        durability: "rolling",
        partitions: ["default"],
        archiveAfterDays: 7,
        imapdSettings: {},
        serviceName: ofZone,
        domains: place === 0 ? [args.zone] : [],
        ...given(instance),
        members: membersOf(instance),
        primary: primaryOf(instance, args),
    };
}

/** The values of a Murder, still as inputs. */
function murderInputs({ murder, zone }: CyrusPairArgs): Record<string, unknown> {
    if (!murder) return {};
    const { frontends, floatingAddress, tunnelPort = 4005, virtualRouterId = 77 } = murder;
    const ofZone = typeof zone === "string" ? `mail.${zone}` : pulumi.output(zone).apply((known) => `mail.${known}`);
    const values = { floatingAddress, tunnelPort, virtualRouterId, interface: murder.interface ?? "eth1" };
    const serviceName = murder.serviceName ?? ofZone;
    return { murder: { ...values, serviceName, frontends: frontends.map(({ name }) => name) } };
}

function gather(args: CyrusPairArgs): Record<string, unknown> {
    const instances = args.instances.map((instance, place) => instanceInputs(args, instance, place));
    const zone = { zone: args.zone, zoneService: args.zoneService ?? ZoneService.Cloudflare };
    return {
        ...zone,
        ...namesAndAddresses(allHosts(args)),
        instances,
        ...chosen(DEFAULTS, args),
        ...murderInputs(args),
    };
}

/** Waits for every value and fills in the defaults. A secret, where passwords are. */
export const settingsFrom = (args: CyrusPairArgs) => late<CyrusSettings>(gather(args));

/** The same at once, if every value is a plain one already. */
export const plainSettings = (args: CyrusPairArgs) => atOnce<CyrusSettings>(gather(args));

/** What may be shown of the settings: everything but passwords. */
export function withoutSecrets(settings: CyrusSettings): CyrusSettings {
    const instances = settings.instances.map((instance): InstanceSettings => {
        return { ...instance, users: [], directory: undefined };
    });
    return { ...settings, instances };
}
