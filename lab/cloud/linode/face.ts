import type { Cloud } from "../cloud";
import type { Face } from "../http/exchange";
import { accountRoutes } from "./account";
import { catalogueRoutes } from "./catalogue/routes";
import { domainRecordRoutes } from "./domain-records";
import { domainRoutes } from "./domains";
import { linodeRefusals } from "./errors";
import { eventRoutes } from "./events";
import { firewallDeviceRoutes } from "./firewall-devices";
import { firewallRoutes } from "./firewalls";
import { instanceFirewallRoutes } from "./instance-firewalls";
import { instancePartRoutes } from "./instance-parts";
import { instanceRoutes } from "./instances";
import { networkingIpRoutes } from "./networking-ips";
import { placementGroupRoutes } from "./placement-groups";
import { sshKeyRoutes } from "./ssh-keys";
import { volumeRoutes } from "./volumes";

/** Of a user of the account who may look at machines and switch them, as stacks/Pulumi.lab-active-active.yaml has it. */
const FENCE_TOKEN = "Lab-fence-iep9Xoh2ieth";
const FENCE_ROUTES = /^(GET \/linode\/instances\/\d+|POST \/linode\/instances\/\d+\/(shutdown|boot))$/;

/** The Linode API below /linode/v4 (and v4beta). */
export function linodeFace(cloud: Cloud, token: string): Face {
    return {
        ...linodeRefusals,
        name: "linode",
        // Clients append their API version to whatever URL they are given, so it may come twice.
        base: /^\/linode(\/v4(beta)?)+(\/|$)/,
        token,
        limited: { token: FENCE_TOKEN, routes: FENCE_ROUTES },
        routes: [
            ...accountRoutes(),
            ...catalogueRoutes(cloud),
            ...eventRoutes(cloud),
            ...sshKeyRoutes(cloud),
            ...instanceRoutes(cloud),
            ...instancePartRoutes(cloud),
            ...instanceFirewallRoutes(cloud),
            ...firewallRoutes(cloud),
            ...firewallDeviceRoutes(cloud),
            ...networkingIpRoutes(cloud),
            ...placementGroupRoutes(cloud),
            ...volumeRoutes(cloud),
            ...domainRoutes(cloud),
            ...domainRecordRoutes(cloud),
        ],
    };
}
