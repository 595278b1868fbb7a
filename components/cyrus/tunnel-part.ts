import { BundlePart } from "../ops/bundle";
import { verbatim } from "../ops/host-file";
import { CyrusEndpoint } from "./args";
import { InstancePorts, SERVICES, Service } from "./layout";

/** The tunnels of one instance between this host and the other one that holds it. */
export interface InstanceTunnels {
    readonly instance: string;
    readonly ports: InstancePorts;
    readonly partner: { readonly key: string; readonly hostName: string; readonly address: string };
}

/** What the tunnels of one host are made from. */
export interface TunnelPlan {
    readonly address: string;
    readonly endpoint: CyrusEndpoint;
    readonly tunnels: readonly InstanceTunnels[];
}

const CONF = "/etc/standby/cyrus/tunnel.conf";
const UNIT = "/etc/systemd/system/standby-cyrus-tunnel.service";
const TLS = "/etc/standby/tls";

/** What of an instance goes through tunnels: replication, and what a proxy hands on. */
export function tunnelled(endpoint: CyrusEndpoint): readonly Service[] {
    return endpoint === "proxy" ? SERVICES : ["inner"];
}

/** A peer that is gone is given up within some 6 s where nothing is under way; what is, is bounded by Cyrus's sync_timeout. */
const SOCKETS = ["l", "r"].flatMap((which) =>
    ["TCP_NODELAY=1", "SO_KEEPALIVE=1", "TCP_KEEPIDLE=2", "TCP_KEEPINTVL=1", "TCP_KEEPCNT=4"].map(
        (option) => `socket = ${which}:${option}`,
    ),
);

function far(plan: TunnelPlan, { instance, ports, partner }: InstanceTunnels, service: Service): string[] {
    return [
        `[${instance}-${service}]`,
        `accept = ${plan.address}:${ports.tunnel[service]}`,
        `connect = 127.0.0.1:${ports.local[service]}`,
        "verifyChain = yes",
        "requireCert = yes",
        `checkHost = ${partner.hostName}`,
    ];
}

function near({ instance, ports, partner }: InstanceTunnels, service: Service): string[] {
    return [
        `[${instance}-${service}-at-${partner.key}]`,
        "client = yes",
        `accept = 127.0.0.1:${ports.near[service]}`,
        `connect = ${partner.address}:${ports.tunnel[service]}`,
        "verifyChain = yes",
        `checkHost = ${partner.hostName}`,
        "TIMEOUTconnect = 3",
    ];
}

/** What all tunnels of a host have in common. */
export function tunnelHead(): string[] {
    return [
        ...["foreground = yes", "syslog = yes", "debug = notice", "pid ="],
        ...[
            `CAfile = ${TLS}/ca.crt`,
            `CRLfile = ${TLS}/crl.pem`,
            `cert = ${TLS}/member.crt`,
            `key = ${TLS}/member.key`,
        ],
        ...["sslVersionMin = TLSv1.2", "TIMEOUTidle = 86400", "TIMEOUTclose = 1", ...SOCKETS],
    ];
}

/** Configuration of stunnel: both ends show certificates of the pair, and look at that of the other. */
export function tunnelConf(plan: TunnelPlan): string {
    const services = tunnelled(plan.endpoint);
    return [
        "; standby: TLS between the members",
        ...tunnelHead(),
        ...plan.tunnels.flatMap((tunnel) =>
            services.flatMap((service) => [...far(plan, tunnel, service), ...near(tunnel, service)]),
        ),
        "",
    ].join("\n");
}

/** Who may come to the tunnels of this host: each partner to those of its own instances. */
export function tunnelRules(plan: TunnelPlan): string {
    return plan.tunnels
        .map(({ ports, partner }) => {
            const open = tunnelled(plan.endpoint).map((service) => ports.tunnel[service]);
            return `ip saddr ${partner.address} tcp dport { ${open.join(", ")} } accept\n`;
        })
        .join("");
}

export function tunnelPart(plan: TunnelPlan): BundlePart {
    return {
        packages: ["stunnel4"],
        files: [{ path: CONF, content: tunnelConf(plan) }, verbatim("cyrus", UNIT)],
        units: [{ name: "standby-cyrus-tunnel.service", reloadOn: [CONF], restartOn: [UNIT] }],
    };
}
