import * as pulumi from "@pulumi/pulumi";
import { Zone } from "../dns/zone";
import { openZone, ZoneService } from "../dns/zone-service";
import { reverseRecord } from "../host/reverse";
import { PairHosts } from "./hosts";

/** What the names of all hosts of a pair have in common. */
export interface NamesOfPair {
    readonly settings: pulumi.Output<{ readonly zone: string; readonly addressTtlSeconds: number }>;
    readonly parent: pulumi.Resource;
}

/** Puts all hosts into DNS, and the names of ours behind their addresses. */
export function zoneWithHosts(
    { all }: PairHosts,
    { settings, parent }: NamesOfPair,
    isProtected: (key: string) => boolean,
    service?: ZoneService,
): Zone {
    const zone = openZone(
        service,
        settings.apply(({ zone: name }) => name),
        { parent },
    );
    const ttlSeconds = settings.apply(({ addressTtlSeconds }) => addressTtlSeconds);
    for (const { key, host } of all) {
        const record = { name: host.hostName, ipv4: host.address, ttlSeconds };
        const opts = { parent: host.parent, protect: isProtected(key) };
        const address = zone.address(`${host.resourceName}-address`, record, opts);
        if (host.machine) reverseRecord(host, address);
    }
    return zone;
}
