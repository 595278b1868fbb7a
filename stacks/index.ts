import * as pulumi from "@pulumi/pulumi";
import { activeActive } from "./active-active";
import { backupMx } from "./backup-mx";
import { cyrus } from "./cyrus";
import { mailSite } from "./mail-site";
import { mysql } from "./mysql";
import { postgres } from "./postgres";

/** The topologies that a stack can choose by `topology`. */
const topologies: Record<string, (config: pulumi.Config) => Record<string, unknown>> = {
    "active-active": activeActive,
    "backup-mx": backupMx,
    cyrus,
    "mail-site": mailSite,
    mysql,
    postgres,
};

/** Those whose zone may be elsewhere than at Cloudflare. */
const ANY_ZONE = ["backup-mx", "cyrus", "mail-site"];

const config = new pulumi.Config();
const topology = config.require("topology");
if (!(topology in topologies)) {
    const known = Object.keys(topologies).join(", ");
    throw new pulumi.RunError(
        `topology: "${topology}" is not known: set it to one of ${known} (pulumi config set topology NAME)`,
    );
}

const zoneService = config.require("zoneService");
if (zoneService !== "cloudflare" && !ANY_ZONE.includes(topology)) {
    throw new pulumi.RunError(
        `zoneService: "${zoneService}" is for the topologies ${ANY_ZONE.join(", ")}, and this one is ${topology}: set it to cloudflare`,
    );
}

module.exports = topologies[topology](config);
