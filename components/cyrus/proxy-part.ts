import { BundlePart } from "../ops/bundle";
import { filled, verbatim } from "../ops/host-file";

const CONF = "/etc/standby/cyrus/proxy.conf";
const UNIT = "/etc/systemd/system/standby-cyrus-proxy.service";

const CHECK = "/usr/local/lib/standby/cyrus/check-proxy";

/** What the proxy of one host needs to know. */
export interface ProxyPlan {
    readonly address: string;
    /** The public port of Sieve for each instance here, and the first of its domains. */
    readonly sieve: readonly { readonly port: number; readonly domain: string }[];
    /** Where users without a domain in their name belong. */
    readonly defaultDomain: string;
}

/** Sieve has no proxy that knows users: each instance has a port, which leads to its primary. */
function sieveServers({ address, sieve }: ProxyPlan): string {
    return sieve
        .map(({ port, domain }) => {
            const name = `sieve_${port}`;
            return [
                `    map $remote_addr $domain_${port} { default "${domain}"; }`,
                `    map $domain_${port} $${name} { include /var/lib/standby-cyrus/proxy-sieve.map; default 1; }`,
                `    server { listen ${address}:${port}; proxy_connect_timeout 5s; proxy_timeout 30m; proxy_pass 127.0.0.1:$${name}; }`,
            ].join("\n");
        })
        .join("\n");
}

/** nginx in front of all instances of a host; which primary a user's domain has, the agents of the roles write down. */
export function proxyPart(plan: ProxyPlan): BundlePart {
    const { address, defaultDomain } = plan;
    return {
        packages: ["nginx-light", "libnginx-mod-mail", "libnginx-mod-stream"],
        files: [
            filled("cyrus", CONF, { address, defaultDomain, sieve: sieveServers(plan) }),
            verbatim("cyrus", CHECK, { mode: "0755" }),
            verbatim("cyrus", UNIT),
            verbatim("cyrus", "/etc/systemd/system/nginx.service.d/standby.conf"),
        ],
        checks: [`sh "$STAGE${CHECK}" "$STAGE"`],
        units: [{ name: "standby-cyrus-proxy.service", reloadOn: [CONF], restartOn: [UNIT] }],
    };
}
