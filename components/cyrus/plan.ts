import { Bundle, BundlePart, joined } from "../ops/bundle";
import { acceptFrom, packetRulesPart } from "../ops/packet-rules";
import { RoleMember, RoleSetup, rolesPart } from "../roles/role-part";
import { certificatePart } from "../witness/plan";
import { wireguardPart, WireguardPlan } from "../link/wireguard-part";
import { CyrusSettings } from "./args";
import { listPart, MxInFront } from "./behind-mx";
import { InstanceSettings } from "./instance-args";
import { InstanceConf } from "./conf";
import { ENGINE, enginePart, instancePart } from "./instance-part";
import { heldBy, InstancePorts, partnerOf, portsOf, SERVICES } from "./layout";
import { postfixPart } from "./postfix";
import { proxyPart } from "./proxy-part";
import {
    backendMore,
    backendPart,
    backendUnitFiles,
    defaultDomainOf,
    heartbeatOf,
    MurderOfMember,
} from "./murder/backend";
import { InstanceTunnels, tunnelPart, tunnelRules } from "./tunnel-part";
import { visibilityPart } from "./visibility";

/** A name and password for replication; of this generation and of the next one. */
export interface ReplicationUser {
    readonly name: string;
    readonly password: string;
}

/** Keys of the hosts of one instance, as its role machinery uses them. */
export interface InstanceKeys {
    readonly privateKey: string;
    readonly publicKeys: Readonly<Record<string, string>>;
}

/** Everything that the plan of one host needs; plain data. */
export interface CyrusPlan {
    readonly pair: string;
    readonly settings: CyrusSettings;
    /** Whose plan it is. */
    readonly member: string;
    /** All hosts but the witness. */
    readonly members: readonly RoleMember[];
    readonly witness: RoleSetup["witness"];
    /** Its key for what belongs to no instance. */
    readonly privateKey: string;
    readonly keys: Readonly<Record<string, InstanceKeys>>;
    readonly sshPort: number;
    readonly ownFirewall: boolean;
    readonly clientsFrom: readonly string[];
    readonly metricsFrom: readonly string[];
    readonly users: readonly ReplicationUser[];
    readonly adminPassword: string;
    /** Of this host, where that is the link. */
    readonly wireguard?: Pick<WireguardPlan, "network" | "port" | "privateKey">;
    /** The Murder that is in front. @default there is none */
    readonly murder?: MurderOfMember;
    /** The MXs that are in front. @default none: mail comes from everybody */
    readonly mx?: MxInFront;
}

/** One instance that a host holds, with what its other host is. */
interface Held {
    readonly instance: InstanceSettings;
    readonly place: number;
    readonly ports: InstancePorts;
    readonly partner: RoleMember;
}

function memberOf({ members }: CyrusPlan, wanted: string): RoleMember {
    const found = members.find(({ key }) => key === wanted);
    if (!found) throw new Error(`${wanted} is not among the hosts`);
    return found;
}

function held(plan: CyrusPlan): Held[] {
    const { instances, tunnelPort } = plan.settings;
    return heldBy(instances, plan.member).map(({ instance, place }) => ({
        instance,
        place,
        ports: portsOf(place, tunnelPort),
        partner: memberOf(plan, partnerOf(instance, plan.member)),
    }));
}

/** Seconds within which steps of a transition must be done: see docs/runbooks/roles.md. */
const BOUNDS = { QUIESCE_SECONDS: 8, HOLD_SECONDS: 40, DRAIN_SECONDS: 300, JOIN_SECONDS: 240, DEGRADE_SECONDS: 10 };

/** What Cyrus's side of the role machinery needs to know of an instance, for its role.conf. */
export function engineValues(plan: CyrusPlan, { instance, ports }: Held): Record<string, string | number> {
    const { settings } = plan;
    const numbers = (prefix: string, of: Readonly<Record<string, number>>) =>
        Object.fromEntries(SERVICES.map((service) => [`${prefix}_${service}`, of[service]]));
    return {
        ...{ ENGINE_PACKAGE: "cyrus-imapd", ENGINE_UNIT: `standby-cyrus@${instance.name}.service` },
        // No acknowledgement waits for the role machinery.
        ...{ DURABILITY: "async", DELIVERIES: instance.durability, PAIRED: instance.members.join(" ") },
        ...{
            LINK: settings.link,
            ENDPOINT: instance.floatingAddress === undefined ? settings.endpoint : "floating",
            DOMAINS: instance.domains.join(" "),
        },
        ...{ REPLICATION_USER: plan.users[0].name, FLOATING: instance.floatingAddress ?? "" },
        ...{ SELF_FENCE_SECONDS: settings.selfFenceSeconds, MAX_LAG_SECONDS: settings.maxLagSeconds },
        ...numbers("LOCAL", ports.local),
        ...numbers("NEAR", ports.near),
        ALIKE: "mailboxes, messages, flags, rights, subscriptions, Sieve scripts and quotas",
        ...BOUNDS,
    };
}

/** The role of this host in one instance, and what it is without any. */
function roleSetups(plan: CyrusPlan): { base: RoleSetup; roles: RoleSetup[] } {
    const { linkPort } = plan.settings;
    const shared = { ...plan, linkPort };
    const base = { ...shared, members: plan.members, values: {} };
    const roles = held(plan).map((one): RoleSetup => {
        const { name, members } = one.instance;
        const { privateKey, publicKeys } = plan.keys[name];
        const seen = members.map((key) => ({ ...memberOf(plan, key), peerKey: publicKeys[key], promotable: true }));
        return {
            ...{ ...shared, pair: `${plan.pair}-${name}`, instance: name, members: seen, privateKey },
            ...{ values: engineValues(plan, one), reads: ENGINE },
        };
    });
    return { base, roles };
}

/** Where users reach an instance on this host. */
function addressOf(plan: CyrusPlan, { floatingAddress }: InstanceSettings): string {
    if (floatingAddress !== undefined) return floatingAddress.split("/")[0];
    return plan.settings.endpoint === "proxy" ? "127.0.0.1" : memberOf(plan, plan.member).address;
}

function confOf(plan: CyrusPlan, { instance, place, ports, partner }: Held): InstanceConf {
    const { wireguard } = memberOf(plan, plan.member);
    const within = partner.wireguard?.innerAddress;
    return {
        ...{ instance, ports, address: addressOf(plan, instance), users: plan.users },
        proxied: instance.floatingAddress === undefined && plan.settings.endpoint === "proxy",
        standby: within ? { host: within, port: ports.local.inner } : { host: "127.0.0.1", port: ports.near.inner },
        innerAddress: wireguard?.innerAddress,
        defaultDomain: defaultDomainOf(plan.settings, instance),
        heartbeat: heartbeatOf(plan.settings, instance),
        more: plan.murder && backendMore(plan.murder, instance, place),
    };
}

/** Ports that users reach on every member. */
export const USER_PORTS = [110, 143, 993, 995, 4190] as const;

function firewall(plan: CyrusPlan, tunnels: readonly InstanceTunnels[]): BundlePart {
    if (!plan.ownFirewall) return {};
    const { address } = memberOf(plan, plan.member);
    const sieve = held(plan).map(({ ports }) => ports.sieve);
    const ports = [...new Set([...USER_PORTS, ...(plan.settings.endpoint === "proxy" ? sieve : [])])];
    const users = plan.murder ? "" : acceptFrom(plan.clientsFrom, ports);
    const rules = [
        "tcp dport 25 accept\n",
        users,
        tunnelRules({ address, endpoint: plan.settings.endpoint, tunnels }),
    ].join("");
    return {
        ...packetRulesPart("cyrus", rules),
        units: [{ name: "nftables.service", reloadOn: ["/etc/nftables.d/cyrus.rules"] }],
    };
}

function links(plan: CyrusPlan, tunnels: readonly InstanceTunnels[]): BundlePart[] {
    const { address } = memberOf(plan, plan.member);
    const { endpoint } = plan.settings;
    // Through a proxy users are handed on by tunnels, whatever replication runs in.
    const parts = [tunnelPart({ address, endpoint, tunnels })];
    if (!plan.wireguard) return parts;
    const { member, ownFirewall, wireguard } = plan;
    const members = plan.members.flatMap(({ key, address: at, wireguard: end }) =>
        end ? [{ key, address: at, ...end }] : [],
    );
    const tcpPorts = held(plan).map(({ ports }) => ports.local.inner);
    const [first] = held(plan);
    const service = `standby-cyrus@${first.instance.name}.service`;
    return [...parts, wireguardPart({ member, members, ownFirewall, ...wireguard, tcpPorts, service })];
}

function proxy(plan: CyrusPlan): BundlePart[] {
    if (plan.settings.endpoint !== "proxy") return [];
    const here = held(plan);
    const sieve = here.map(({ instance, ports }) => ({ port: ports.sieve, domain: instance.domains[0] }));
    const { address } = memberOf(plan, plan.member);
    return [proxyPart({ address, sieve, defaultDomain: here[0].instance.domains[0] })];
}

function murdered({ murder }: CyrusPlan, { instance }: Held) {
    return murder && backendUnitFiles(instance);
}

function ownOf(plan: CyrusPlan) {
    return { address: memberOf(plan, plan.member).address, ownFirewall: plan.ownFirewall };
}

/** The whole service phase of one host. */
export function memberPlan(plan: CyrusPlan): Bundle {
    const { base, roles } = roleSetups(plan);
    const here = held(plan);
    const { metricsFrom, ownFirewall: filtered } = plan;
    const { address } = memberOf(plan, plan.member);
    const tunnels = here.map(({ instance, ports, partner }): InstanceTunnels => {
        return { instance: instance.name, ports, partner };
    });
    return joined(
        "service",
        rolesPart(roles, base),
        certificatePart({ group: "mail" }),
        enginePart(),
        ...links(plan, tunnels),
        postfixPart(
            plan.settings.names[plan.member],
            here.map(({ instance }) => instance),
            [...new Set(here.map(({ partner }) => partner.address))],
            plan.mx?.fingerprint,
        ),
        ...here.map((one) => instancePart(confOf(plan, one), plan.adminPassword, murdered(plan, one))),
        ...(plan.mx ? [listPart(here[0].instance, plan.mx)] : []),
        // After the instances: the ports that users reach may have been theirs.
        ...proxy(plan),
        ...(plan.murder ? backendPart(plan.settings, plan.murder, ownOf(plan), here) : []),
        firewall(plan, tunnels),
        visibilityPart(
            { metricsFrom, address, filtered },
            here.map(({ instance }) => instance.name),
        ),
    );
}
