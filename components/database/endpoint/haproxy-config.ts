import { TemplateValues } from "../../ops/template";
import { checkPort, DatabaseServer, endpointPort } from "../server";

/** One member as a proxy sees it. With a tunnel the database is at a local port, the question goes to the member itself. */
export interface ProxiedMember {
    /** "a", "b" or the name of a promotable replica. */
    readonly member: string;
    readonly address: string;
    /** @default the port of the server */
    readonly port?: number;
    /** Where the member tells whether it is open for writes. @default `address` */
    readonly checkAddress?: string;
    /** @default that of the check */
    readonly checkPort?: number;
}

/** One proxy, on a member or on a client's own host. */
export interface ProxyPlan {
    readonly server: DatabaseServer;
    /** Name of the pair. */
    readonly pair: string;
    /** Address that clients connect to. */
    readonly address: string;
    /** @default that of the endpoint */
    readonly port?: number;
    readonly members: readonly ProxiedMember[];
}

/** Where the state lies that a proxy starts from. */
export const stateFile = "/etc/haproxy/standby.state";

/** haproxy finds a server's line in the state file by number and name: both are fixed, since an unknown one counts as up. */
const PROXY_ID = 100;

const FIELDS = [
    ...["be_id", "be_name", "srv_id", "srv_name", "srv_addr", "srv_op_state", "srv_admin_state", "srv_uweight"],
    ...["srv_iweight", "srv_time_since_last_change", "srv_check_status", "srv_check_result", "srv_check_health"],
    ...["srv_check_state", "srv_agent_state", "bk_f_forced_id", "srv_f_forced_id", "srv_fqdn", "srv_port"],
    ...["srvrecord", "srv_use_ssl", "srv_check_port", "srv_check_addr", "srv_agent_addr", "srv_agent_port"],
];

/** A member with all that is left out of it. */
function complete({ server }: ProxyPlan, member: ProxiedMember): Required<ProxiedMember> {
    return { port: server.port, checkAddress: member.address, checkPort: checkPort(server), ...member };
}

/**
 * Members that nobody has asked yet are down. Without it haproxy 2.6 takes every server for up when it starts, and for
 * some milliseconds sends connections to whichever was not asked yet.
 */
export function proxyState(plan: ProxyPlan): string {
    const lines = plan.members.map((member, index) => {
        const { address, port, checkAddress, checkPort } = complete(plan, member);
        const down = { op: 0, admin: 0, uweight: 1, iweight: 1, since: 0, status: 1, result: 2, health: 0, check: 6 };
        return [
            ...[PROXY_ID, `standby-${plan.pair}`, index + 1, member.member, address],
            ...Object.values(down),
            ...[0, 1, 1, "-", port, "-", 0, checkPort, checkAddress, "-", 0],
        ].join(" ");
    });
    return ["1", `# ${FIELDS.join(" ")}`, ...lines, ""].join("\n");
}

/** The values of haproxy.cfg.tmpl. */
export function proxyValues(plan: ProxyPlan): TemplateValues {
    const servers = plan.members.map((member, index) => {
        const { address, port, checkAddress, checkPort } = complete(plan, member);
        return `    server ${member.member} ${address}:${port} id ${index + 1} addr ${checkAddress} port ${checkPort}`;
    });
    const listen = `${plan.address}:${plan.port ?? endpointPort(plan.server)}`;
    const { timeout: idleTimeout, reason: idleReason } = plan.server.idle;
    return {
        ...{ pair: plan.pair, proxyId: PROXY_ID, listen, servers: servers.join("\n"), stateFile },
        ...{ idleTimeout, idleReason },
    };
}
