import type { Cloud } from "../cloud";
import type { Face } from "../http/exchange";
import { cloudflareRefusals } from "./errors";
import { recordRoutes } from "./records";
import { zoneRoutes } from "./zones";

/** The Cloudflare API below /cloudflare/client/v4. */
export function cloudflareFace(cloud: Cloud, token: string): Face {
    return {
        ...cloudflareRefusals,
        name: "cloudflare",
        base: /^\/cloudflare\/client\/v4(\/|$)/,
        token,
        routes: [...zoneRoutes(cloud), ...recordRoutes(cloud)],
    };
}
