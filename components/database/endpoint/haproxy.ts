import { BundlePart } from "../../ops/bundle";
import { HostFile } from "../../ops/file";
import { filled, shipped, verbatim } from "../../ops/host-file";
import { acceptFrom, packetRulesPart } from "../../ops/packet-rules";
import { fill } from "../../ops/template";
import { RoleMember } from "../../roles/role-part";
import { linkAddress, MemberPlan, self, tunnelPorts } from "../member-plan";
import { checkPort, DatabaseServer, endpointPort } from "../server";
import { ProxyPlan, proxyState, proxyValues, stateFile } from "./haproxy-config";

/** What a member tells proxies. */
export interface WritableCheckPlan {
    readonly server: DatabaseServer;
    /** The program that answers a question, at /usr/local/lib/standby/writable. */
    readonly program: HostFile;
    /** The member's address on the link, or the one that its proxies use. */
    readonly address: string;
    /** @default the server's */
    readonly port?: number;
    /** Networks of the proxies that may ask: the peers, and clients with a proxy of their own. */
    readonly checkFrom: readonly string[];
    /** Whether the host has our packet filter; an adopted host keeps its own. @default true */
    readonly filtered?: boolean;
}

/** The proxy on a member. */
export interface MemberProxyPlan extends ProxyPlan {
    /** Networks of the clients that may use it. */
    readonly clientsFrom: readonly string[];
    /** Whether the host has our packet filter; an adopted host keeps its own. @default true */
    readonly filtered?: boolean;
}

const SYSTEM = "/etc/systemd/system";
const CONFIG = "/etc/haproxy/haproxy.cfg";
const STATUS = "/usr/local/lib/standby/status.d/endpoint";
/** Where the answer to proxies lies; each kind of pair has its own. */
export const WRITABLE = "/usr/local/lib/standby/writable";

/** Rules of one concern, and the unit that takes them up; nothing where the packet filter is not ours. */
function opened(name: string, filtered: boolean, from: readonly string[], port: number) {
    if (!filtered) return { files: [], checks: [], units: [] };
    const part = packetRulesPart(name, acceptFrom(from, [port]));
    return { ...part, units: [{ name: "nftables.service", reloadOn: part.files.map(({ path }) => path) }] };
}

/** Every member answers 200 while it is the primary and open for writes, 503 else. */
export function writableCheckPart(plan: WritableCheckPlan): BundlePart {
    const { address, port = checkPort(plan.server) } = plan;
    const socket = `${SYSTEM}/standby-writable.socket`;
    const rules = opened("writable", plan.filtered ?? true, plan.checkFrom, port);
    return {
        packages: ["curl"],
        files: [
            plan.program,
            filled("database", socket, { address, port }),
            verbatim("database", `${SYSTEM}/standby-writable@.service`),
            ...rules.files,
        ],
        checks: rules.checks,
        units: [...rules.units, { name: "standby-writable.socket", restartOn: [socket] }],
        // Any answer is right here: which one, depends on the role.
        probes: [`curl -sS --max-time 5 -o /dev/null http://${address}:${port}/writable`],
    };
}

/** The proxy of a member: its clients reach the primary from wherever they connect. */
export function memberProxyPart(plan: MemberProxyPlan): BundlePart {
    const rules = opened("endpoint", plan.filtered ?? true, plan.clientsFrom, plan.port ?? endpointPort(plan.server));
    return {
        packages: ["haproxy", "socat"],
        files: [
            filled("database", CONFIG, proxyValues(plan)),
            { path: stateFile, content: proxyState(plan) },
            verbatim("database", STATUS, { mode: "0755" }),
            ...rules.files,
        ],
        checks: [`haproxy -c -q -f "$STAGE${CONFIG}"`, ...rules.checks],
        units: [...rules.units, { name: "haproxy.service", reloadOn: [CONFIG, stateFile] }],
        probes: ["systemctl is-active -q haproxy.service"],
    };
}

/** haproxy.cfg and the state that it starts from, for a client's own host, which must be in `checkFrom`. */
export function clientProxy(plan: ProxyPlan): { config: string; state: string } {
    return { config: fill(shipped("database", `${CONFIG}.tmpl`), proxyValues(plan)), state: proxyState(plan) };
}

/** The members among which the proxies look for the primary, as the member of this plan reaches them. */
function proxied(plan: MemberPlan, server: DatabaseServer): ProxyPlan {
    const tunnels = tunnelPorts(plan);
    const at = (member: RoleMember) => {
        const { key, address } = member;
        if (plan.settings.link !== "ssh-tunnel") {
            return { member: key, address: linkAddress(member), checkAddress: address };
        }
        return { member: key, address: "127.0.0.1", port: tunnels.get(key) ?? server.port, checkAddress: address };
    };
    const may = plan.members.filter(({ promotable }) => promotable);
    return { server, pair: plan.pair, address: self(plan).address, members: may.map(at) };
}

/** What endpoint "haproxy" adds to a member. */
export function proxyParts(plan: MemberPlan, server: DatabaseServer, program: HostFile): BundlePart[] {
    const { clientsFrom, ownFirewall: filtered } = plan;
    const checkFrom = [...plan.members.map(({ address }) => address), ...clientsFrom];
    return [
        writableCheckPart({ server, program, address: self(plan).address, checkFrom, filtered }),
        memberProxyPart({ ...proxied(plan, server), clientsFrom, filtered }),
    ];
}
