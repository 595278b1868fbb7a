import * as pulumi from "@pulumi/pulumi";
import { oneOf, Problem } from "../problems";
import { CloudflareZone } from "./cloudflare-zone";
import { LinodeZone } from "./linode-zone";
import { Zone } from "./zone";

/** Who serves the zone of a pair: Cloudflare, or Linode Domains. */
export const ZoneService = { Cloudflare: "cloudflare", Linode: "linode" } as const;
export type ZoneService = (typeof ZoneService)[keyof typeof ZoneService];

/** The zone of this name at its service, which must have it already; nothing but records of its own is ever changed in it. */
export function openZone(
    service: ZoneService | undefined,
    name: pulumi.Input<string>,
    opts: pulumi.InvokeOutputOptions,
): Zone {
    return service === ZoneService.Linode ? new LinodeZone(name, opts) : new CloudflareZone(name, opts);
}

/** The property that chooses the service. */
export function zoneServiceProblems(service: string | undefined): Problem[] {
    return service === undefined ? [] : oneOf("zoneService", service, ZoneService);
}
