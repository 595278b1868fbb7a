import { WireguardPlan } from "../link/wireguard-part";
import { RoleMember, RoleSetup } from "../roles/role-part";
import { DatabaseEndpoint, DatabaseSettings } from "./args";
import { DatabaseServer } from "./server";

/** A name and password for replication; of this generation and of the next one. */
export interface ReplicationUser {
    readonly name: string;
    readonly password: string;
}

/** The key that one member opens its tunnels with. */
export interface TunnelKeys {
    readonly privateKey: string;
    readonly publicKey: string;
}

/** What the plan of a data member needs whatever its engine is; plain data. */
export interface MemberPlan<S extends DatabaseSettings = DatabaseSettings> {
    readonly pair: string;
    readonly settings: S;
    /** Whose plan it is. */
    readonly member: string;
    readonly members: readonly RoleMember[];
    readonly witness: RoleSetup["witness"];
    readonly privateKey: string;
    readonly sshPort: number;
    readonly ownFirewall: boolean;
    readonly clientsFrom: readonly string[];
}

/** The same where a primary and its standby replicate. */
export interface ReplicatedPlan<S extends DatabaseSettings = DatabaseSettings> extends MemberPlan<S> {
    readonly metricsFrom: readonly string[];
    readonly endpoint: DatabaseEndpoint;
    /** The user in use first, then the next. */
    readonly users: readonly ReplicationUser[];
    readonly tunnelKeys: Readonly<Record<string, TunnelKeys>>;
    /** Of this member, where that is the link. */
    readonly wireguard?: Pick<WireguardPlan, "network" | "port" | "privateKey">;
}

type Members = Pick<MemberPlan, "members" | "member">;

/** The member whose plan it is, as the others see it. */
export function self({ members, member }: Members): RoleMember {
    const found = members.find(({ key }) => key === member);
    if (!found) throw new Error(`${member} is not among the members`);
    return found;
}

export function others({ members, member }: Members): RoleMember[] {
    return members.filter(({ key }) => key !== member);
}

/** Where the server listens: on the loopback, inside of WireGuard, and on the host's own address where somebody comes to that. */
export function listenAddresses(plan: MemberPlan): string[] {
    const { address, wireguard } = self(plan);
    const reached = plan.settings.link === "tls" || plan.clientsFrom.length > 0;
    return ["127.0.0.1", ...(wireguard ? [wireguard.innerAddress] : []), ...(reached ? [address] : [])];
}

/** Where the other members reach the database of this one, and come from, unless it is by a tunnel. */
export function linkAddress({ address, wireguard }: RoleMember): string {
    return wireguard?.innerAddress ?? address;
}

/** Who may reach the database's port: members where the link is TLS, and the networks of clients. */
export function databaseRules(plan: MemberPlan, { port }: DatabaseServer): string {
    const v4 = plan.clientsFrom.filter((network) => !network.includes(":"));
    const v6 = plan.clientsFrom.filter((network) => network.includes(":"));
    const from = [...(plan.settings.link === "tls" ? others(plan).map(({ address }) => address) : []), ...v4];
    return [
        ...(from.length > 0 ? [`ip saddr { ${from.join(", ")} } tcp dport ${port} accept\n`] : []),
        ...(v6.length > 0 ? [`ip6 saddr { ${v6.join(", ")} } tcp dport ${port} accept\n`] : []),
    ].join("");
}

/** The local port of the tunnel to each other member. */
export function tunnelPorts(plan: MemberPlan): ReadonlyMap<string, number> {
    return new Map(others(plan).map(({ key }, index) => [key, plan.settings.tunnelPort + index]));
}

/** The address of each other member inside of WireGuard, where that is the link. */
function innerAddresses(plan: MemberPlan): Record<string, string> {
    const linked = others(plan).filter(({ wireguard }) => wireguard);
    return Object.fromEntries(linked.map((member) => [`WIREGUARD_${member.key}`, linkAddress(member)]));
}

/** What the role machinery needs to know of any database, for role.conf. */
export function sharedValues(plan: ReplicatedPlan): Record<string, string | number> {
    const { settings } = plan;
    return {
        LINK: settings.link,
        DEGRADE_SECONDS: settings.degradeAfterSeconds,
        SELF_FENCE_SECONDS: settings.selfFenceSeconds,
        MAX_LAG_SECONDS: settings.maxLagSeconds,
        REPLICATION_USER: plan.users[0].name,
        ...Object.fromEntries([...tunnelPorts(plan)].map(([key, port]) => [`TUNNEL_${key}`, port])),
        ...innerAddresses(plan),
        // Bounds of the steps of a transition: see docs/runbooks/roles.md.
        ...{ QUIESCE_SECONDS: 5, HOLD_SECONDS: 30, DRAIN_SECONDS: 300, JOIN_SECONDS: 240 },
    };
}
