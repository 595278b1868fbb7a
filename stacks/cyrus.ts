import * as pulumi from "@pulumi/pulumi";
import {
    CyrusDurability,
    CyrusEndpoint,
    CyrusInstanceArgs,
    CyrusLink,
    CyrusPair,
    CyrusUserArgs,
    ZoneService,
} from "../index";
import { listOf } from "./database";

/** A user of the stack's settings, once known. */
interface KnownUser {
    name: string;
    password: string;
    quotaMiB?: number;
}

/** A private network of both hosts, for addresses that float. */
interface Vlan {
    label?: string;
    a?: string;
    b?: string;
}

/** Two hosts with mailboxes and a witness on three Linodes, named in a zone at Cloudflare or at Linode. */
export function cyrus(config: pulumi.Config): Record<string, unknown> {
    const zone = config.require("zone");
    const list = (key: string) => listOf(config, key);
    const word = (key: string) => config.get(key) || undefined;
    const vlan = config.getObject<Vlan>("vlan");
    const linode = (address: string | undefined) => ({
        region: config.require("primaryRegion"),
        type: config.require("hostType"),
        vlan: vlan?.label && address ? { label: vlan.label, address } : undefined,
    });
    const pair = new CyrusPair(config.require("name"), {
        zone,
        zoneService: config.require("zoneService") as ZoneService,
        a: { hostName: `imap1.${zone}`, linode: linode(vlan?.a) },
        b: { hostName: `imap2.${zone}`, linode: linode(vlan?.b) },
        witness: { hostName: `witness.${zone}`, linode: { region: config.require("witnessRegion") } },
        hosts: list("hosts")?.map((name) => ({ name, hostName: `imap-${name}.${zone}`, linode: linode(undefined) })),
        instances: instances(config, zone),
        primary: word("primary"),
        lost: word("lost"),
        rejoin: word("rejoin"),
        override: list("override"),
        link: ofCyrus(config.require("link"), "tls") as CyrusLink | undefined,
        endpoint: config.require("endpoint") as CyrusEndpoint,
        // An empty list of the project file is "everybody", not "nobody".
        clientsFrom: list("clientsFrom")?.length ? list("clientsFrom") : undefined,
        metricsFrom: list("metricsFrom"),
        adminKeys: list("adminKeys"),
        sshFrom: list("sshFrom"),
        deployKeyGeneration: config.requireNumber("deployKeyGeneration"),
        passwordGeneration: config.requireNumber("passwordGeneration"),
        release: word("release"),
        destroyable: config.requireBoolean("destroyable"),
    });
    const { topology, primaryAddress, standbyAddress, roleAtLastUp, epoch, lossBound } = pair;
    const { endpoints, caCertificate, statusCommand, deployPrivateKey } = pair;
    return {
        ...{ topology, primaryAddress, standbyAddress, roleAtLastUp, epoch, lossBound },
        ...{ endpoints, caCertificate, statusCommand, deployPrivateKey },
    };
}

/** The instances of the settings, one called "mail" where there are none; each gets the users of its domains. */
export function instances(config: pulumi.Config, zone: string): CyrusInstanceArgs[] {
    const given = config.getObject<CyrusInstanceArgs[]>("instances") ?? [];
    const durability = (config.get("durability") || undefined) as CyrusDurability | undefined;
    const users = config.getSecretObject<KnownUser[]>("users");
    return (given.length > 0 ? given : [{ name: "mail" }]).map((instance, index) => {
        const domains = (instance.domains ?? (index === 0 ? [zone] : [])) as string[];
        return { durability, users: instance.directory ? undefined : usersIn(users, domains), ...instance };
    });
}

function usersIn(users: pulumi.Output<KnownUser[] | undefined> | undefined, domains: string[]) {
    if (users === undefined) return undefined;
    const those = users.apply((all) => (all ?? []).filter(({ name }) => domains.includes(name.split("@")[1])));
    return those as pulumi.Output<CyrusUserArgs[]>;
}

/** What the project file sets for databases is "not given" here. */
export function ofCyrus(value: string, ofDatabases: string): string | undefined {
    return value === ofDatabases ? undefined : value;
}
