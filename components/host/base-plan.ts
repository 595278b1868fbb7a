import { Bundle } from "../ops/bundle";
import { filled, verbatim } from "../ops/host-file";

/** What every host needs, whatever it serves. */
export interface BasePlan {
    /** Public keys that may log in as root. */
    readonly authorizedKeys: readonly string[];
    /** TCP ports that the whole Internet may reach, besides SSH. */
    readonly tcpPorts: readonly number[];
    /** Networks that may reach SSH. @default everybody */
    readonly sshFrom?: readonly string[];
    /** Port of SSH. @default 22 */
    readonly sshPort?: number;
    /**
     * Packages of the later phases. They are installed here too: one transaction of the package manager a host
     * takes half the time of two, and none of them is started before its own phase.
     */
    readonly packages: readonly string[];
}

const RUNTIME = "/usr/local/lib/standby";

/** Accept rules of the host's own firewall, one a line. */
export function packetRules(plan: Pick<BasePlan, "tcpPorts" | "sshFrom" | "sshPort">): string {
    const ssh = plan.sshPort ?? 22;
    const indent = "        ";
    const from = (plan.sshFrom ?? []).filter((network) => network !== "0.0.0.0/0" && network !== "::/0");
    const everywhere = from.length < (plan.sshFrom ?? []).length || from.length === 0;
    const v4 = from.filter((network) => !network.includes(":"));
    const v6 = from.filter((network) => network.includes(":"));
    const rules = everywhere ? [`tcp dport ${ssh} accept`] : [];
    if (!everywhere && v4.length > 0) rules.push(`ip saddr { ${v4.join(", ")} } tcp dport ${ssh} accept`);
    if (!everywhere && v6.length > 0) rules.push(`ip6 saddr { ${v6.join(", ")} } tcp dport ${ssh} accept`);
    if (plan.tcpPorts.length > 0) rules.push(`tcp dport { ${plan.tcpPorts.join(", ")} } accept`);
    return rules.map((rule) => indent + rule).join("\n");
}

/** The operator's command `standby` and its words that every host has. */
function operatorFiles() {
    const mode = "0755";
    return [
        verbatim("host", "/usr/local/sbin/standby", { mode }),
        verbatim("host", `${RUNTIME}/verbs/status`, { mode }),
        verbatim("host", `${RUNTIME}/verbs/repair`, { mode }),
    ];
}

/** Packages of every host of our own. */
export const basePackages = ["nftables", "systemd-timesyncd", "unattended-upgrades"] as const;

/** The baseline of a host of our own: key-only SSH, default-drop firewall, time sync, security upgrades. */
export function basePlan(plan: BasePlan): Bundle {
    const sshd = "/etc/ssh/sshd_config.d/10-standby.conf";
    const firewall = "/etc/nftables.conf";
    return {
        phase: "base",
        packages: [...new Set([...basePackages, ...plan.packages])],
        files: [
            { path: "/root/.ssh/authorized_keys", content: plan.authorizedKeys.join("\n") + "\n", mode: "0600" },
            verbatim("host", sshd),
            filled("host", firewall, { rules: packetRules(plan) }, { mode: "0600" }),
            verbatim("host", "/etc/apt/apt.conf.d/20auto-upgrades"),
            ...operatorFiles(),
        ],
        folders: [{ path: "/root/.ssh", mode: "0700" }],
        checks: [`nft -c -f "$STAGE${firewall}"`, `/usr/sbin/sshd -t -f "$STAGE${sshd}"`],
        units: [
            { name: "nftables.service", reloadOn: [firewall] },
            { name: "ssh.service", reloadOn: [sshd] },
            { name: "systemd-timesyncd.service" },
        ],
        probes: ["nft list table inet standby >/dev/null"],
    };
}

/** What an adopted host gets: packages and the operator's command. Its SSH, firewall and clock stay its owner's. */
export function adoptedBasePlan(packages: readonly string[]): Bundle {
    return { phase: "base", packages, files: operatorFiles() };
}
