import * as pulumi from "@pulumi/pulumi";
import {
    ActiveActiveDurability,
    ActiveActiveMode,
    ActiveActivePair,
    ActiveActiveTakeover,
    ActiveActiveTimersArgs,
} from "../index";
import { ActiveActiveUserArgs } from "../index";
import { listOf } from "./database";

/** The private network of both members. */
interface Vlan {
    label?: string;
    a?: string;
    b?: string;
}

/** Two members with one mail volume and a witness on three Linodes, named in a Cloudflare zone. */
export function activeActive(config: pulumi.Config): Record<string, unknown> {
    const zone = config.require("zone");
    const list = (key: string) => listOf(config, key);
    const vlan = config.getObject<Vlan>("vlan") ?? {};
    const linode = (address: string | undefined) => ({
        region: config.require("primaryRegion"),
        type: config.require("hostType"),
        vlan: { label: vlan.label ?? `${config.require("name")}-link`, address: address ?? "" },
    });
    const pair = new ActiveActivePair(config.require("name"), {
        zone,
        a: { hostName: `mx1.${zone}`, linode: linode(vlan.a ?? "10.77.0.1/24") },
        b: { hostName: `mx2.${zone}`, linode: linode(vlan.b ?? "10.77.0.2/24") },
        witness: { hostName: `witness.${zone}`, linode: { region: config.require("witnessRegion") } },
        mode: (config.get("pairMode") || undefined) as ActiveActiveMode | undefined,
        domains: list("domains")?.length ? list("domains") : undefined,
        users: (config.getSecretObject<ActiveActiveUserArgs[]>("users") ?? []) as pulumi.Output<ActiveActiveUserArgs[]>,
        backup: {
            repository: config.get("backupDirectory") ?? "",
            password: config.getSecret("backupPassword") ?? "",
            keepDays: config.requireNumber("backupKeepDays"),
        },
        fenceToken: config.getSecret("fenceToken"),
        fenceUrl: config.get("fenceUrl") || undefined,
        volumeGiB: config.requireNumber("volumeGiB"),
        durability: (config.get("durability") || undefined) as ActiveActiveDurability | undefined,
        takeover: (config.get("takeover") || undefined) as ActiveActiveTakeover | undefined,
        floatingAddress: config.get("floatingAddress") || undefined,
        timers: config.getObject<ActiveActiveTimersArgs>("timers"),
        // An empty list of the project file is "everybody", not "nobody".
        clientsFrom: list("clientsFrom")?.length ? list("clientsFrom") : undefined,
        metricsFrom: list("metricsFrom"),
        adminKeys: list("adminKeys"),
        sshFrom: list("sshFrom"),
        deployKeyGeneration: config.requireNumber("deployKeyGeneration"),
        release: config.get("release") || undefined,
        destroyable: config.requireBoolean("destroyable"),
    });
    const { topology, roleAtLastUp, epoch, lossBound, endpoint, caCertificate, statusCommand, deployPrivateKey } = pair;
    return { topology, roleAtLastUp, epoch, lossBound, endpoint, caCertificate, statusCommand, deployPrivateKey };
}
