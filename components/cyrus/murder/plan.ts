import { Bundle, BundlePart, joined } from "../../ops/bundle";
import { filled, verbatim } from "../../ops/host-file";
import { acceptFrom, packetRulesPart } from "../../ops/packet-rules";
import { linkPart, RoleMember, RoleSetup } from "../../roles/role-part";
import { certificatePart } from "../../witness/plan";
import { CyrusSettings } from "../args";
import { InstanceSettings } from "../instance-args";
import { USER_PORTS } from "../plan";
import { MurderSettings } from "./args";
import { defaultDomainOf, toMupdatePart } from "./backend";
import { frontCyrus, frontHosts, frontImapd, mupdateCyrus, mupdateImapd } from "./front-conf";
import { markOf, MUPDATE_PORTS } from "./layout";
import { networkOfAddress } from "./shape";
import { frontTunnel, mupdateTunnels, TunnelHost } from "./tunnels";
import { MurderUsers } from "./users";

/** Everything that the plan of mupdate's host, or of a frontend, needs; plain data. */
export interface MurderPlan {
    readonly pair: string;
    readonly settings: CyrusSettings & { readonly murder: MurderSettings };
    /** Whose plan it is. */
    readonly own: RoleMember;
    readonly members: readonly TunnelHost[];
    readonly frontends: readonly TunnelHost[];
    readonly mupdate: TunnelHost;
    readonly witness: RoleSetup["witness"];
    readonly privateKey: string;
    readonly sshPort: number;
    readonly ownFirewall: boolean;
    readonly clientsFrom: readonly string[];
    readonly users: MurderUsers;
}

const LIBRARY = "/usr/local/lib/standby";
const SYSTEM = "/etc/systemd/system";
const CYRUS = "/etc/standby/cyrus";

/** Debian packages of the hosts of a Murder beside the members. */
export const mupdatePackages = [
    ...["cyrus-imapd", "cyrus-murder", "stunnel4", "openssl", "sasl2-bin", "libsasl2-modules", "libsasl2-modules-db"],
] as const;
export const frontPackages = [...mupdatePackages, "cyrus-pop3d", "keepalived"] as const;

/** The host as the witness knows it: it gets its certificate so, and takes words from nobody. */
function known(plan: MurderPlan): BundlePart[] {
    const { pair, own, witness, privateKey, sshPort, settings } = plan;
    const setup = { pair, member: own.key, members: [own], witness, privateKey, sshPort, linkPort: settings.linkPort };
    return [
        linkPart({ ...setup, ownFirewall: false, values: {} }),
        certificatePart({ group: "mail" }),
        {
            files: [
                verbatim("cyrus", `${LIBRARY}/certificate-changed`, { mode: "0755" }),
                verbatim("cyrus", `${SYSTEM}/cyrus-imapd.service.d/standby.conf`),
                { path: `${CYRUS}/marks`, content: settings.instances.map((one) => `${markOf(one)}\n`).join("") },
            ],
        },
    ];
}

/** The file of logins, made on the host: passwords never stand in a command line. */
function loginsPart(folder: string, logins: string): BundlePart {
    const program = `${LIBRARY}/cyrus/logins`;
    return {
        folders: [{ path: folder, mode: "0750", owner: "root:mail" }],
        files: [
            verbatim("cyrus", program, { mode: "0755" }),
            { path: `${folder}/logins`, content: logins, mode: "0600" },
        ],
        builds: [
            {
                path: `${folder}/sasldb2`,
                from: `${folder}/logins`,
                command: `sh "$STAGE${program}" "$STAGE${folder}/logins" "$STAGE${folder}/sasldb2"`,
                ...{ mode: "0640", owner: "root:mail" },
            },
        ],
    };
}

function rulesPart(plan: MurderPlan, name: string, rules: string): BundlePart {
    if (!plan.ownFirewall) return {};
    const { files, checks } = packetRulesPart(name, rules);
    return { files, checks, units: [{ name: "nftables.service", reloadOn: files.map(({ path }) => path) }] };
}

/** Configuration of a Cyrus without mailboxes, and the service that runs it. */
function servicePart(folder: string, unit: string, confs: Record<string, string>, more: string[]): BundlePart {
    const files = Object.entries(confs).map(([name, content]) => {
        return { path: `${folder}/${name}.conf`, content, mode: "0640", owner: "root:mail" };
    });
    const path = `${SYSTEM}/${unit}`;
    return {
        files: [
            ...files,
            verbatim("cyrus/murder", path),
            verbatim("cyrus/murder", `${LIBRARY}/cyrus/folders`, { mode: "0755" }),
        ],
        checks: [`! /usr/sbin/cyrus info conf-lint -C "$STAGE${folder}/imapd.conf" 2>&1 | grep .`],
        units: [
            { name: unit, reloadOn: files.map((file) => file.path), restartOn: [path, `${CYRUS}/services`, ...more] },
        ],
    };
}

/** The host that keeps the list. */
export function mupdatePlan(plan: MurderPlan): Bundle {
    const { own, users, members, frontends } = plan;
    const folder = `${CYRUS}/mupdate.d`;
    const unit = "standby-cyrus-mupdate.service";
    const doors = "standby-cyrus-doors.service";
    const tunnels = mupdateTunnels(own.address, members, frontends);
    const logins = users.mupdate.map(({ name, password }) => `${own.hostName} ${name} ${password}\n`).join("");
    const from = (hosts: readonly TunnelHost[]) => hosts.map(({ address }) => `${address}/32`);
    const rules =
        acceptFrom(from(members), [MUPDATE_PORTS.members]) + acceptFrom(from(frontends), [MUPDATE_PORTS.frontends]);
    return joined(
        "service",
        ...known(plan),
        toMupdatePart(tunnels.members, users),
        loginsPart(folder, logins),
        servicePart(folder, unit, { imapd: mupdateImapd(own.hostName, users), cyrus: mupdateCyrus() }, []),
        {
            packages: mupdatePackages,
            folders: [{ path: "/var/lib/standby-cyrus", mode: "0755" }],
            files: [
                { path: `${CYRUS}/doors.conf`, content: tunnels.frontends },
                verbatim("cyrus/murder", `${SYSTEM}/${doors}`),
                verbatim("cyrus/murder", `${LIBRARY}/cyrus/doors`, { mode: "0755" }),
            ],
            units: [{ name: doors, restartOn: [`${CYRUS}/doors.conf`, `${SYSTEM}/${doors}`] }],
            probes: ["/usr/local/lib/standby/cyrus/mupdate answers"],
        },
        rulesPart(plan, "cyrus-murder", rules),
    );
}

/** Everybody who may log in: who is in the default domain has the frontend's own name as realm. */
export function frontLogins(settings: CyrusSettings, hostName: string): string {
    const line = (instance: InstanceSettings, name: string, password: string) => {
        const [local, domain] = name.split("@");
        return `${domain === defaultDomainOf(settings, instance) ? hostName : domain} ${local} ${password}\n`;
    };
    return settings.instances
        .flatMap((instance) => instance.users.map(({ name, password }) => line(instance, name, password)))
        .join("");
}

function keepalivedPart({ settings, own, frontends }: MurderPlan): BundlePart {
    const { murder } = settings;
    const conf = "/etc/keepalived/keepalived.conf";
    const script = `${LIBRARY}/cyrus/front-check`;
    const place = frontends.findIndex(({ key }) => key === own.key);
    const values = {
        ...{ hostName: own.hostName, interface: murder.interface, address: murder.floatingAddress },
        ...{ routerId: murder.virtualRouterId, priority: 200 - place },
    };
    return {
        files: [filled("cyrus/murder", conf, values), verbatim("cyrus/murder", script, { mode: "0755" })],
        // It wants to see the script that it will ask.
        checks: [`sed "s#\"${script}#\"$STAGE${script}#" "$STAGE${conf}" | keepalived -t -f /dev/stdin`],
        units: [{ name: "keepalived.service", reloadOn: [conf] }],
    };
}

/** A host that users come to. */
export function frontPlan(plan: MurderPlan): Bundle {
    const { own, users, settings, members, mupdate } = plan;
    const { murder } = settings;
    const folder = `${CYRUS}/front`;
    const hosts = `${CYRUS}/hosts`;
    // Tried in this order: the declared primary first, the other one where nobody listens on it.
    const instances = settings.instances.map(({ name, members: keys, primary }) => {
        const ordered = [primary, ...keys.filter((key) => key !== primary)];
        return { name, members: ordered.flatMap((key) => members.filter((member) => member.key === key)) };
    });
    const vrrp = `iifname "${murder.interface}" ip saddr ${networkOfAddress(murder.floatingAddress)} ip protocol vrrp accept\n`;
    return joined(
        "service",
        ...known(plan),
        toMupdatePart(frontTunnel(mupdate, instances, murder.tunnelPort), users),
        loginsPart(folder, frontLogins(settings, own.hostName)),
        servicePart(
            folder,
            "standby-cyrus-front.service",
            { imapd: frontImapd(settings, own.hostName, users), cyrus: frontCyrus() },
            [hosts],
        ),
        {
            packages: frontPackages,
            files: [
                { path: hosts, content: frontHosts(settings, own.hostName) },
                verbatim("cyrus/murder", `${LIBRARY}/cyrus/reload-front`, { mode: "0755" }),
            ],
            probes: ["timeout 5 bash -c 'exec 3<>/dev/tcp/127.0.0.1/143; read -r line <&3; [[ $line == *OK* ]]'"],
        },
        keepalivedPart(plan),
        rulesPart(plan, "cyrus-front", vrrp + acceptFrom(plan.clientsFrom, USER_PORTS)),
    );
}
