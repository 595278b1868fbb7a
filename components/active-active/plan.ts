import { Bundle, joined } from "../ops/bundle";
import { verbatim } from "../ops/host-file";
import { linkPart, RoleMember, RoleSetup } from "../roles/role-part";
import { certificatePart, WitnessPair, witnessPlan } from "../witness/plan";
import { METRICS, metricsPart } from "../visibility/visibility";
import { ActiveActiveSettings } from "./args";
import { ArbiterPlan, arbiterPart } from "./arbiter";
import { copiesPart } from "./copies";
import { DrbdMember, drbdPart } from "./drbd";
import { affinityPart, PASSWORDS, proxySettings } from "./dual/affinity";
import { o2cbPart } from "./dual/o2cb";
import { mailPart, PEOPLE } from "./mail";
import { MOUNT } from "./places";
import { derived } from "./timing";

/** Everything that the plan of one member needs; plain data. */
export interface MemberPlan {
    readonly pair: string;
    readonly settings: ActiveActiveSettings;
    /** Whose plan it is. */
    readonly member: string;
    readonly members: readonly RoleMember[];
    readonly linkAddresses: Readonly<Record<string, string>>;
    readonly witness: RoleSetup["witness"];
    /** Its key toward the peer and the witness. */
    readonly privateKey: string;
    readonly linkPort: number;
    readonly sshPort: number;
    readonly ownFirewall: boolean;
    /** Block device that the pair has as a whole. */
    readonly device: string;
    readonly snapshotReservePercent: number;
    readonly resyncMiBPerSecond: number;
    readonly floatingAddress: string;
    readonly clientsFrom: readonly string[];
    readonly metricsFrom: readonly string[];
    readonly dovecotSettings: Readonly<Record<string, string>>;
    readonly postfixSettings: Readonly<Record<string, string>>;
    /** By which both ends of DRBD know each other, and of the passwords' salt; a secret, alike on both members. */
    readonly secret: string;
}

const LIBRARY = "/usr/local/lib/standby";
/** Words of the operator beside those of every host. */
export const VERBS = [
    "drain",
    "fence",
    "grow",
    "promote",
    "repair-split-brain",
    "undrain",
    "unfence",
    "verify",
] as const;

/** Packages of a member, installed in the first transaction. */
export const memberPackages = [
    ...["postfix", "dovecot-imapd", "dovecot-pop3d", "dovecot-lmtpd", "dovecot-sieve", "dovecot-managesieved"],
    ...["drbd-utils", "lvm2", "e2fsprogs", "psmisc", "acpid", "iputils-arping", "kmod", "restic", "openssl"],
] as const;

/** What members need on top where both write. */
export const dualPrimaryPackages = ["ocfs2-tools"] as const;

/** What the programs of the pair need to know, for role.conf. */
export function pairValues(plan: MemberPlan): Record<string, string | number> {
    const { settings, member, linkAddresses, members } = plan;
    const { timers, mode, durability } = settings;
    const { selfReset, deadline } = derived(timers);
    const own = members.find(({ key }) => key === member);
    return {
        ...{ MODE: mode, DURABILITY: durability, DISK: plan.device, RESERVE_PERCENT: plan.snapshotReservePercent },
        ...{ ADDRESS: own?.address ?? "", LINK_ADDRESS: linkAddresses[member], FLOATING: plan.floatingAddress },
        ...{ GRACE_SECONDS: timers.grace, BIAS_SECONDS: timers.bias, ARBITER_MOST_SECONDS: timers.witness },
        ...{ POWER_OFF_SECONDS: timers.powerOff, LEASE_SECONDS: timers.lease, WATCHDOG_SECONDS: timers.watchdog },
        ...{ SELF_RESET_SECONDS: selfReset, FENCE_SECONDS: deadline },
    };
}

function operatorPart() {
    const mode = "0755";
    return {
        files: [
            ...VERBS.map((verb) => verbatim("active-active", `${LIBRARY}/verbs/${verb}`, { mode })),
            verbatim("active-active", `${LIBRARY}/status.d/active-active`, { mode }),
            verbatim("active-active", `${LIBRARY}/role/peer`, { mode }),
        ],
    };
}

/** What Prometheus sees of a member. */
function seenPart({ metricsFrom, members, member, ownFirewall: filtered }: MemberPlan) {
    const address = members.find(({ key }) => key === member)?.address ?? "";
    const programs = [verbatim("active-active", METRICS, { mode: "0755" })];
    return metricsPart({ metricsFrom, address, filtered }, { programs });
}

/** What mail must know where both members serve: a queue of its own on the volume, and who serves whom. */
function ofBoth({ member, settings }: MemberPlan, members: readonly DrbdMember[], queue: string) {
    return {
        queue: settings.durability === "local-queue" ? queue : `${queue}-${member}`,
        passwords: PASSWORDS,
        dovecotMore: proxySettings({ member, members }),
    };
}

/** The whole service phase of one member. */
export function memberPlan(plan: MemberPlan): Bundle {
    const { settings, member, members, linkAddresses, secret, ownFirewall } = plan;
    const seen: DrbdMember[] = members.map(({ key, hostName }) => ({ key, hostName, linkAddress: linkAddresses[key] }));
    const { timers, domains, users, durability, mode } = settings;
    const dualPrimary = mode === "dual-primary";
    const { resyncMiBPerSecond, dovecotSettings, postfixSettings, clientsFrom } = plan;
    const queue = durability === "local-queue" ? "/var/spool/postfix" : `${MOUNT}/.spool/queue`;
    return joined(
        "service",
        linkPart({ ...plan, values: pairValues(plan) }),
        certificatePart({ group: "mail" }),
        operatorPart(),
        mailPart({
            ...{ hostName: settings.names[member], domains, users, salt: secret },
            ...{ dovecotSettings, postfixSettings, clientsFrom, ownFirewall },
            ...(dualPrimary ? ofBoth(plan, seen, queue) : { queue, passwords: PEOPLE }),
        }),
        ...(dualPrimary
            ? [o2cbPart(seen, timers), affinityPart({ member, members: seen, users, salt: secret, ownFirewall })]
            : []),
        copiesPart(settings.backup),
        // Last: its units begin to serve from all of the above.
        drbdPart({ member, members: seen, timers, secret, resyncMiBPerSecond, ownFirewall, dualPrimary }),
        seenPart(plan),
    );
}

/** What the witness needs beside the arbiter; plain data. */
export interface WitnessOfPair extends ArbiterPlan {
    readonly serviceName: string;
    readonly members: readonly RoleMember[];
    readonly linkPort: number;
    readonly sshPort: number;
    readonly ownFirewall: boolean;
}

/** The whole service phase of the witness: certificates, the lock, the fence. */
export function witnessOfPair(plan: WitnessOfPair): Bundle {
    const { pair, members, publicKeys, serviceName, linkPort, sshPort, ownFirewall } = plan;
    const known: WitnessPair = {
        ...{ name: pair, publicKeys, addresses: members.map(({ address }) => address) },
        members: members.map(({ key, hostName, address }) => ({
            name: key,
            hostName,
            // Users connect by the service's name, behind which either member may be.
            otherNames: [address, "127.0.0.1", "localhost", serviceName],
        })),
    };
    return joined("service", witnessPlan({ pairs: [known], linkPort, sshPort, ownFirewall }), arbiterPart(plan));
}

const WANTED = "/etc/standby/pair";

/** A member as the last step of an `up` knows it. */
export interface SettledMember {
    /** Another one when the machine is made anew. */
    readonly instance: string;
    /** Another one when something else is to run on it. */
    readonly service: string;
}

/**
 * The last step of an `up`: over when one member serves and the other has all of it. Asked again when a machine, or what runs on
 * it, is another one: either may have moved the pair.
 */
export function awaitBundle(members: readonly SettledMember[], seconds: number): Bundle {
    const content = members.map(({ instance, service }) => `instance ${instance}\nservice ${service}\n`).join("");
    return {
        phase: "pair",
        files: [{ path: WANTED, content, mode: "0600" }],
        checks: [`${LIBRARY}/pair/await ${seconds}`],
        tell: "/var/lib/standby/pair/last.json",
    };
}
