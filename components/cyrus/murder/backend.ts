import { BundlePart } from "../../ops/bundle";
import { verbatim } from "../../ops/host-file";
import { packetRulesPart } from "../../ops/packet-rules";
import { CyrusSettings } from "../args";
import { InstanceSettings } from "../instance-args";
import { More } from "../conf";
import { entry } from "../cyrus-conf";
import { FRONT_SERVICES, FrontService, frontPorts, MUPDATE_PORTS } from "./layout";
import { backendTunnel, memberTunnel, TunnelHost } from "./tunnels";
import { MurderUsers } from "./users";

const LIBRARY = "/usr/local/lib/standby";
const SYSTEM = "/etc/systemd/system";
const CYRUS = "/etc/standby/cyrus";
const TUNNEL = "standby-cyrus-murder.service";
const TEMPLATES = ["standby-cyrus-backend@.service", "standby-cyrus-push@.service"];

/** What a member knows of the Murder that is in front of its instances. */
export interface MurderOfMember {
    readonly users: MurderUsers;
    readonly mupdate: TunnelHost;
    readonly frontends: readonly TunnelHost[];
    readonly tunnelPort: number;
}

/** Users without a domain belong to it. Names of mailboxes must not meet in mupdate: with a Murder all instances have one. */
export function defaultDomainOf({ instances, murder }: CyrusSettings, instance: InstanceSettings): string {
    return murder ? instances[0].domains[0] : instance.domains[0];
}

/** The mailbox whose annotation is the heartbeat. */
export function heartbeatOf(settings: CyrusSettings, instance: InstanceSettings): string {
    const [domain] = instance.domains;
    return domain === defaultDomainOf(settings, instance) ? "user/standby" : `user/standby@${domain}`;
}

/** More of what a primary has: services for frontends, and its login at mupdate. */
export function backendMore({ users, tunnelPort }: MurderOfMember, instance: InstanceSettings, place: number): More {
    const { local } = frontPorts(place, tunnelPort);
    const names = users.front.map(({ name }) => name).join(" ");
    const listening = (service: FrontService, program: string) => {
        const listen = `listen="127.0.0.1:${local[service]}" prefork=0 maxfds=1024`;
        return entry(`front${service}`, program, instance.name, listen);
    };
    const push = `    ${"push".padEnd(12)} cmd="${LIBRARY}/cyrus/push ${instance.name} start"`;
    return {
        imapd: [
            ...[["mupdate_server", "127.0.0.1"] as const, ["mupdate_port", MUPDATE_PORTS.members] as const],
            ["mupdate_authname", users.mupdate[0].name],
            ["mupdate_password", users.mupdate[0].password],
            // A primary of a Murder must have some; nobody has this name, so users' own ports let nobody speak for others.
            ["proxyservers", "standby_none"],
            ...FRONT_SERVICES.flatMap((service) => [
                [`front${service}_proxyservers`, names] as const,
                [`front${service}_allowplaintext`, "yes"] as const,
                // The tunnel is TLS already.
                [`front${service}_tls_server_cert`, "disabled"] as const,
            ]),
            ["frontlmtp_admins", names],
        ],
        start: [push],
        services: [
            listening("imap", "imapd -U 50"),
            listening("pop3", "pop3d -U 50"),
            listening("sieve", "timsieved"),
            listening("lmtp", "lmtpd -U 5"),
        ],
        logins: users.front,
    };
}

/** What every host of a Murder has for its way to mupdate. */
export function toMupdatePart(tunnel: string, { mupdate: [user] }: MurderUsers): BundlePart {
    const conf = `${CYRUS}/murder.conf`;
    return {
        packages: ["cyrus-murder", "stunnel4"],
        folders: [{ path: CYRUS, mode: "0711" }],
        files: [
            { path: conf, content: tunnel },
            {
                path: `${CYRUS}/mupdate`,
                content: `${MUPDATE_PORTS.members} ${user.name} ${user.password}\n`,
                ...{ mode: "0640", owner: "root:mail" },
            },
            verbatim("cyrus/murder", `${CYRUS}/services`),
            verbatim("cyrus/murder", `${SYSTEM}/${TUNNEL}`),
            verbatim("cyrus/murder", `${LIBRARY}/cyrus/mupdate`, { mode: "0755" }),
            verbatim("cyrus/murder", `${LIBRARY}/status.d/cyrus-murder`, { mode: "0755" }),
        ],
        units: [{ name: TUNNEL, reloadOn: [conf], restartOn: [`${SYSTEM}/${TUNNEL}`] }],
    };
}

/** Mailboxes of a former default domain would be lost from sight. */
function unchangedDomain({ name }: InstanceSettings, domain: string): string {
    const found = `sed -n 's/^defaultdomain: //p' /etc/imapd_${name}.conf 2>/dev/null`;
    const told = `instance ${name} has mailboxes that are named for another default domain: move its users to a new instance instead`;
    return `was=$(${found} || true); [ -z "$was" ] || [ "$was" = "${domain}" ] || { echo '${told}'; false; }`;
}

const DROP_IN = `${SYSTEM}/standby-cyrus@.service.d/murder.conf`;

const backendFile = ({ name }: InstanceSettings) => `${CYRUS}/${name}/backend.conf`;

/** What an instance takes up of it: a reload reaches its tunnel too. */
export function backendUnitFiles(instance: InstanceSettings) {
    return { reloadOn: [backendFile(instance)], restartOn: [DROP_IN, `${CYRUS}/services`] };
}

/** A member's side of the Murder. */
export function backendPart(
    settings: CyrusSettings,
    murder: MurderOfMember,
    own: { readonly address: string; readonly ownFirewall: boolean },
    held: readonly { readonly instance: InstanceSettings; readonly place: number }[],
): BundlePart[] {
    const { frontends, tunnelPort } = murder;
    const tunnels = held.map(({ instance, place }) => {
        const content = backendTunnel(instance, frontPorts(place, tunnelPort), own.address, frontends);
        return { path: backendFile(instance), content, mode: "0640", owner: "root:mail" };
    });
    const ports = held.flatMap(({ place }) => Object.values(frontPorts(place, tunnelPort).tunnel));
    const from = frontends.map(({ address }) => address).join(", ");
    const rules = packetRulesPart("cyrus-murder", `ip saddr { ${from} } tcp dport { ${ports.join(", ")} } accept\n`);
    return [
        toMupdatePart(memberTunnel(murder.mupdate), murder.users),
        {
            files: [
                ...tunnels,
                ...TEMPLATES.map((unit) => verbatim("cyrus/murder", `${SYSTEM}/${unit}`)),
                verbatim("cyrus/murder", DROP_IN),
                verbatim("cyrus/murder", `${LIBRARY}/cyrus/push`, { mode: "0755" }),
            ],
            checks: held.map(({ instance }) => unchangedDomain(instance, defaultDomainOf(settings, instance))),
        },
        own.ownFirewall
            ? { ...rules, units: [{ name: "nftables.service", reloadOn: rules.files.map(({ path }) => path) }] }
            : {},
    ];
}
