import { CyrusSettings } from "../args";
import { frontImapdOptions } from "../imapd-conf";
import { nearAddress } from "./layout";
import { MurderUsers } from "./users";

const BINARIES = "/usr/lib/cyrus/bin";

/** One line of cyrus.conf. */
function entry(conf: string, name: string, program: string, more = ""): string {
    const [binary, ...args] = program.split(" ");
    const command = [`${BINARIES}/${binary}`, "-C", conf, ...args].join(" ");
    return `    ${name.padEnd(12)} cmd="${command}" ${more}`.trimEnd();
}

function text(kind: string, lines: readonly string[]): string {
    return [`# standby: ${kind}`, ...lines, ""].join("\n");
}

/** What a Cyrus without mailboxes of its own needs all the same. */
function bare(name: string, hostName: string): string[] {
    return [
        `servername: ${hostName}`,
        `configdirectory: /var/lib/cyrus-${name}`,
        // There is no such folder: whatever asks for a mailbox here by mistake, gets none.
        "defaultpartition: none",
        `partition-none: /run/cyrus-${name}/none`,
        `sievedir: /var/lib/cyrus-${name}/sieve`,
        `proc_path: /run/cyrus-${name}/proc`,
        `mboxname_lockpath: /run/cyrus-${name}/lock`,
        `lmtpsocket: /run/cyrus-${name}/lmtp/lmtp`,
        `syslog_prefix: cyrus-${name}`,
        "sasl_pwcheck_method: auxprop",
        "sasl_auxprop_plugin: sasldb",
        "sasl_mech_list: PLAIN LOGIN",
        "conversations: 0",
    ];
}

/** imapd.conf of a frontend: names and logins as the instances have them; it holds no mail. */
export function frontImapd(settings: CyrusSettings, hostName: string, users: MurderUsers): string {
    const [front] = users.front;
    const [mupdate] = users.mupdate;
    return text("a frontend: users are taken to the instance that has their mailbox", [
        ...bare("front", hostName),
        "sasl_sasldb_path: /etc/standby/cyrus/front/sasldb2",
        "allowplaintext: no",
        ...frontImapdOptions(settings.instances[0].domains[0]).map(([name, value]) => `${name}: ${value}`),
        "mupdate_server: 127.0.0.1",
        `mupdate_authname: ${mupdate.name}`,
        `mupdate_password: ${mupdate.password}`,
        "mupdate_retry_delay: 2",
        `proxy_authname: ${front.name}`,
        `proxy_password: ${front.password}`,
        "proxyd_disable_mailbox_referrals: 1",
        "sieve_allowreferrals: 0",
        // Without it a login by POP makes a mailbox on the frontend, for a user whose mailbox is not in the list yet.
        "autocreate_users: standby_nobody",
    ]);
}

/** cyrus.conf of a frontend: the same services as an instance has, and the list of mailboxes, kept up to date. */
export function frontCyrus(): string {
    const conf = "/etc/standby/cyrus/front/imapd.conf";
    const service = (name: string, program: string, port: number, prefork: number) =>
        entry(conf, name, program, `listen="0.0.0.0:${port}" prefork=${prefork} maxfds=1024`);
    return text("a frontend", [
        ...["START {", entry(conf, "recover", "ctl_cyrusdb -r"), "}", "SERVICES {"],
        entry(conf, "mupdate", "mupdate", 'listen="127.0.0.1:13905" prefork=1 maxfds=1024'),
        service("imap", "imapd -U 50", 143, 1),
        service("imaps", "imapd -s -U 50", 993, 1),
        service("pop3", "pop3d -U 50", 110, 0),
        service("pop3s", "pop3d -s -U 50", 995, 0),
        service("sieve", "timsieved", 4190, 0),
        entry(conf, "lmtpunix", "lmtpd -U 5", 'listen="/run/cyrus-front/lmtp/lmtp" prefork=0 maxfds=1024'),
        ...["}", "EVENTS {", entry(conf, "checkpoint", "ctl_cyrusdb -c", "period=30")],
        ...[entry(conf, "tlsprune", "tls_prune", "at=0430"), "}"],
    ]);
}

/** The names of the instances on a frontend: each leads to the near ends of its tunnels. */
export function frontHosts(settings: CyrusSettings, hostName: string): string {
    const names = settings.instances.map(({ serviceName }, place) => `${nearAddress(place)} ${serviceName}`);
    return text("for Cyrus on this frontend alone", ["127.0.0.1 localhost", `127.0.1.1 ${hostName}`, ...names]);
}

/** imapd.conf of mupdate: whoever logs in may read and write the list. */
export function mupdateImapd(hostName: string, users: MurderUsers): string {
    return text("mupdate", [
        ...bare("mupdate", hostName),
        "sasl_sasldb_path: /etc/standby/cyrus/mupdate.d/sasldb2",
        `admins: ${users.mupdate.map(({ name }) => name).join(" ")}`,
        // It listens on the loopback alone, behind a tunnel.
        "allowplaintext: yes",
        "mupdate_connections_max: 1024",
    ]);
}

export function mupdateCyrus(): string {
    const conf = "/etc/standby/cyrus/mupdate.d/imapd.conf";
    return text("mupdate", [
        ...["START {", entry(conf, "recover", "ctl_cyrusdb -r"), "}", "SERVICES {"],
        entry(conf, "mupdate", "mupdate -m", 'listen="127.0.0.1:3905" prefork=1 maxfds=1100'),
        ...["}", "EVENTS {", entry(conf, "checkpoint", "ctl_cyrusdb -c", "period=30"), "}"],
    ]);
}
