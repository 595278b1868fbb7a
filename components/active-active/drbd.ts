import { BundlePart } from "../ops/bundle";
import { HostFile } from "../ops/file";
import { verbatim } from "../ops/host-file";
import { packetRulesPart } from "../ops/packet-rules";
import { HostUnit } from "../ops/unit";
import { RELOADED } from "./mail";
import { DUAL, PEER_PORTS, PROGRAMS } from "./places";
import { Timers } from "./timing";

/** One member, as DRBD knows it. */
export interface DrbdMember {
    readonly key: string;
    readonly hostName: string;
    /** In the private network of both. */
    readonly linkAddress: string;
}

/** What the disk of one member must know; plain data. */
export interface DrbdPlan {
    readonly member: string;
    readonly members: readonly DrbdMember[];
    readonly timers: Timers;
    /** By which both ends know each other; a secret. */
    readonly secret: string;
    readonly resyncMiBPerSecond: number;
    readonly ownFirewall: boolean;
    /** Both members write at a time. */
    readonly dualPrimary: boolean;
}

export const RESOURCE = "/etc/drbd.d/mail.res";
const SYSTEM = "/etc/systemd/system";
const RULES = "/etc/nftables.d/active-active.rules";
const tenths = (seconds: number) => Math.round(seconds * 10);

function on({ hostName, linkAddress }: DrbdMember): string {
    // A host is called by its full name or by the first label of it, as its cloud has it.
    const names = [...new Set([hostName, hostName.split(".")[0]])].join(" ");
    return `    on ${names} {
        device /dev/drbd0 minor 0;
        disk /dev/vg_mail/lv_mail;
        address ${linkAddress}:${PEER_PORTS.drbd};
        meta-disk internal;
    }`;
}

/**
 * The resource in the syntax of DRBD 8.4, where fencing belongs to the disk; identical on both members. Nothing in it may be
 * chosen: every other word of fencing, protocol or split brain loses mail.
 */
export function resourceFile({ members, timers, secret, resyncMiBPerSecond, dualPrimary }: DrbdPlan): string {
    const { writeTimeout, connectInterval, pingInterval, pingTimeout, lateWrites } = timers;
    return `# standby: the mail volume on both members. Written by pulumi up.
resource mail {
    net {
        protocol C;
${dualPrimary ? "        allow-two-primaries yes;\n" : ""}        after-sb-0pri disconnect;
        after-sb-1pri disconnect;
        after-sb-2pri disconnect;
        rr-conflict disconnect;
        timeout ${tenths(writeTimeout)};
        connect-int ${connectInterval};
        ping-int ${pingInterval};
        ping-timeout ${tenths(pingTimeout)};
        ko-count ${lateWrites};
        cram-hmac-alg sha256;
        shared-secret "${secret}";
        verify-alg sha1;
        max-buffers 8000;
        max-epoch-size 8000;
    }
    disk {
        # Until the peer is known to be off, writes stand still: by this alone nothing is acknowledged on one side.
        fencing resource-and-stonith;
        on-io-error detach;
        al-extents 3389;
        c-plan-ahead 20;
        c-max-rate ${resyncMiBPerSecond}M;
        c-min-rate 4M;
    }
    handlers {
        fence-peer "${PROGRAMS}/fence-peer";
        split-brain "${PROGRAMS}/alert split-brain";
        local-io-error "${PROGRAMS}/alert io";
    }
    startup {
        # The agent waits, where it can be seen.
        wfc-timeout 0;
        degr-wfc-timeout 0;
    }
${members.map(on).join("\n")}
}
`;
}

/** Replication from the peer alone. */
export function peerRules({ member, members }: Pick<DrbdPlan, "member" | "members">): string {
    const others = members.filter(({ key }) => key !== member).map(({ linkAddress }) => linkAddress);
    return `ip saddr { ${others.join(", ")} } tcp dport ${PEER_PORTS.drbd} accept\n`;
}

/** Programs of the pair on a member, which do not change with it. */
const NAMES = ["agent", "alert", "await", "check-mail", "copy", "fence-peer", "grow-disk", "leave", "power-key"];
const MORE = ["merge", "own-queue", "preflight", "reload", "serve", "settle-queue", "volume", "watch"];
/** What they source. */
const SOURCED = ["lib", "cease"];

/** Those of them, and units, that are others where both members serve. */
const OTHERS = ["agent", "copy", "leave", "serve", "srv-mail.mount"];

function origin(name: string, dualPrimary: boolean): string {
    return dualPrimary && OTHERS.includes(name) ? DUAL : "active-active";
}

function programs(dualPrimary: boolean): HostFile[] {
    const executable = { mode: "0755" };
    return [...NAMES, ...MORE]
        .map((name) => verbatim(origin(name, dualPrimary), `${PROGRAMS}/${name}`, executable))
        .concat(SOURCED.map((name) => verbatim("active-active", `${PROGRAMS}/${name}`)));
}

const read = (...names: string[]) => [...names.map((name) => `${PROGRAMS}/${name}`), "/etc/standby/role.conf"];

/** What makes each unit take up a change; a program that runs for good read its library once. */
const UNITS: readonly HostUnit[] = [
    { name: "standby-drbd.service", reloadOn: [RESOURCE] },
    { name: "standby-watch.service", restartOn: [`${SYSTEM}/standby-watch.service`, ...read("watch", "lib")] },
    {
        name: "standby-pair.service",
        restartOn: [`${SYSTEM}/standby-pair.service`, ...read("agent", "lib")],
        reloadOn: RELOADED,
    },
];

/** The disk of one member, the watch over it, and the agent that serves from it. */
export function drbdPart(plan: DrbdPlan): BundlePart {
    const panic = "/etc/sysctl.d/60-standby-pair.conf";
    const key = "/etc/acpi/events/standby-power";
    const login = "/etc/systemd/logind.conf.d/standby.conf";
    const units = [...UNITS.map(({ name }) => name), "srv-mail.mount"].map((name) =>
        verbatim(origin(name, plan.dualPrimary), `${SYSTEM}/${name}`),
    );
    const wall = plan.ownFirewall ? packetRulesPart("active-active", peerRules(plan)) : { files: [], checks: [] };
    return {
        packages: ["drbd-utils", "lvm2", "e2fsprogs", "psmisc", "acpid", "iputils-arping", "kmod"],
        // Not the mount point: while it is in use, that path is the root of the mail volume.
        folders: [{ path: "/var/lib/standby/pair", mode: "0700" }],
        files: [
            ...programs(plan.dualPrimary),
            { path: RESOURCE, content: resourceFile(plan), mode: "0600" },
            ...units,
            ...[panic, key, login].map((path) => verbatim("active-active", path)),
            ...wall.files,
        ],
        checks: [
            `sh "$STAGE${PROGRAMS}/preflight"`,
            `drbdadm -c "$STAGE${RESOURCE}" dump mail >/dev/null`,
            ...wall.checks,
        ],
        units: [
            ...(plan.ownFirewall ? [{ name: "nftables.service", reloadOn: [RULES] }] : []),
            { name: "systemd-sysctl.service", restartOn: [panic] },
            { name: "systemd-logind.service", restartOn: [login] },
            { name: "acpid.service", restartOn: [key] },
            ...UNITS,
        ],
    };
}
