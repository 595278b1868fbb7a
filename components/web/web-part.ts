import { BundlePart } from "../ops/bundle";
import { HostFile } from "../ops/file";
import { verbatim } from "../ops/host-file";

const CONF = "/etc/standby/nginx.conf";
const UNIT = "/etc/systemd/system/nginx.service";
const CHECK = "/usr/local/lib/standby/check-web";

/** Folder of the sites that nginx serves. */
export const SITES = "/etc/standby/nginx.d";

/** Debian packages: nginx alone, and `ss`, which tells who holds a port. */
export const packages = ["nginx-light", "iproute2"] as const;

/** What is served by HTTP, and where. */
export interface WebPlan {
    /** One file of nginx each, below `SITES`. */
    readonly sites: readonly HostFile[];
    readonly ports: readonly number[];
    /** What sites read when nginx begins: it is reloaded after their change. */
    readonly reads: readonly string[];
}

/** How a site listens: by IPv4 alone, or by both families. `both` stands at the first `listen` of a port. */
export function listening(ipv6: boolean): { address: string; both: string } {
    return ipv6 ? { address: "[::]", both: " ipv6only=off" } : { address: "*", both: "" };
}

/** nginx on a host, with these sites and no other. */
export function webPart({ sites, ports, reads }: WebPlan): BundlePart {
    const reloadOn = [CONF, ...sites.map(({ path }) => path), ...reads];
    return {
        packages,
        files: [verbatim("web", CONF), verbatim("web", UNIT), verbatim("web", CHECK, { mode: "0755" }), ...sites],
        checks: [`sh "$STAGE${CHECK}" "$STAGE" ${ports.join(" ")}`],
        units: [{ name: "nginx.service", restartOn: [UNIT], reloadOn }],
        probes: ports.map((port) => `timeout 5 bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port}'`),
    };
}
