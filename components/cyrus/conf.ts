import { InstanceSettings } from "./args";
import { InstancePorts } from "./layout";

/** What more than its own an instance has where it is the primary. */
export interface More {
    readonly imapd: Options;
    /** Lines of cyrus.conf. */
    readonly start: readonly string[];
    /** The same, in place of those that users connect to. */
    readonly services: readonly string[];
    readonly logins: readonly { readonly name: string; readonly password: string }[];
}

/** What the configuration of one instance on one host is made from. */
export interface InstanceConf {
    readonly instance: InstanceSettings;
    readonly ports: InstancePorts;
    /** Where users and proxies reach it: the host's address, the floating one, or the loopback behind a proxy. */
    readonly address: string;
    readonly proxied: boolean;
    /** Replication users, the one in use first. */
    readonly users: readonly { readonly name: string; readonly password: string }[];
    /** Where the standby's inner service is reached: the near end of a tunnel, or its address inside of WireGuard. */
    readonly standby: { readonly host: string; readonly port: number };
    /** A further address on which the inner service listens. @default the loopback alone */
    readonly innerAddress?: string;
    /** Domain of the users and mailboxes whose names have none. */
    readonly defaultDomain: string;
    /** The mailbox whose annotation is the heartbeat. */
    readonly heartbeat: string;
    /** Of a Murder in front of it. @default there is none */
    readonly more?: More;
}

/** Name of the account that our own tools log in with, from the host itself alone. */
export const ADMIN = "standby_admin";
/** The mailbox whose annotation is the heartbeat; nobody can log in as its user. */
export const HEARTBEAT = "standby";

/** What is asked often, for a fast disk: the seed's list. */
const META_FILES = "header index cache expunge squat annotations lock dav archivecache";

/** The lines "name: value" of imapd.conf, in their order. */
export type Options = readonly (readonly [string, string | number])[];

function folders({ instance }: InstanceConf): Options {
    const { name, partitions, metaFolder, archiveFolder, archiveAfterDays } = instance;
    return [
        ["configdirectory", `/var/lib/cyrus-${name}`],
        ["defaultpartition", partitions[0]],
        ...partitions.map((one) => [`partition-${one}`, `/srv/cyrus/${name}/${one}`] as const),
        ...(metaFolder === undefined
            ? []
            : [
                  ...partitions.map((one) => [`metapartition-${one}`, `${metaFolder}/${name}/${one}`] as const),
                  ["metapartition_files", META_FILES] as const,
              ]),
        ...(archiveFolder === undefined
            ? []
            : [
                  ["archive_enabled", 1] as const,
                  ["archive_after", `${archiveAfterDays}d`] as const,
                  ...partitions.map((one) => [`archivepartition-${one}`, `${archiveFolder}/${name}/${one}`] as const),
              ]),
        ["sievedir", `/var/lib/cyrus-${name}/sieve`],
        ["lmtpsocket", lmtpSocket(name)],
        ["idlesocket", `/run/cyrus-${name}/idle`],
        ["proc_path", `/run/cyrus-${name}/proc`],
        ["mboxname_lockpath", `/run/cyrus-${name}/lock`],
    ];
}

function logins({ instance, users, proxied }: InstanceConf): Options {
    const { directory } = instance;
    const sql: Options = directory
        ? [
              ["sasl_sql_engine", directory.engine],
              ["sasl_sql_hostnames", directory.hosts.join(", ")],
              ["sasl_sql_database", directory.database],
              ["sasl_sql_user", directory.user],
              ["sasl_sql_passwd", directory.password],
              ["sasl_sql_select", directory.select],
              // A mailbox for whoever the directory lets in.
              ["autocreate_quota", 0],
          ]
        : [];
    return [
        // Options of a service begin with its name: nobody is an administrator by the ports that users reach.
        ...["inner", "innerlink"].flatMap((service) => [
            [`${service}_admins`, [ADMIN, ...users.map(({ name }) => name)].join(" ")] as const,
            [`${service}_allowplaintext`, "yes"] as const,
        ]),
        ["sasl_pwcheck_method", "auxprop"],
        ["sasl_auxprop_plugin", directory ? "sasldb sql" : "sasldb"],
        // A directory that is down must stop neither the replication nor our own tools.
        ...(directory ? ["inner", "innerlink"].map((name) => [`${name}_sasl_auxprop_plugin`, "sasldb"] as const) : []),
        ["sasl_sasldb_path", `/etc/standby/cyrus/${instance.name}/sasldb2`],
        ["sasl_mech_list", "PLAIN LOGIN"],
        ["allowplaintext", "no"],
        // What a proxy on this host says to them never leaves it but through a tunnel.
        ...(proxied ? ["imap", "pop3", "sieve"].map((service) => [`${service}_allowplaintext`, "yes"] as const) : []),
        ...sql,
    ];
}

/** What the user may set otherwise. */
const STANDARD: Options = [
    ["duplicatesuppression", 1],
    [
        "sieve_extensions",
        "fileinto reject vacation imap4flags notify include envelope body relational regex subaddress copy",
    ],
];

/** How users and mailboxes are called. */
function naming(defaultDomain: string): Options {
    return [
        ["virtdomains", "userid"],
        ["defaultdomain", defaultDomain],
        ["unixhierarchysep", "yes"],
        ["altnamespace", "yes"],
        ["username_tolower", "yes"],
        ["lmtp_downcase_rcpt", "yes"],
    ];
}

/** What users find at their ports. */
function offered(): Options {
    return [
        ["tls_server_cert", "/etc/standby/tls/member.crt"],
        ["tls_server_key", "/etc/standby/tls/member.key"],
        ["tls_versions", "tls1_2 tls1_3"],
    ];
}

/** What a frontend of a Murder must have as the instances do. */
export function frontImapdOptions(defaultDomain: string): Options {
    const [, sieve] = STANDARD;
    return [...naming(defaultDomain), sieve, ...offered()];
}

/** What both roles have; it must be alike on both hosts, whatever differs. */
function common(conf: InstanceConf): Options {
    const { instance } = conf;
    const more = Object.entries(instance.imapdSettings).sort(([one], [other]) => (one < other ? -1 : 1));
    return [
        ["servername", instance.serviceName],
        ...folders(conf),
        ...logins(conf),
        ...naming(conf.defaultDomain),
        ["conversations", 1],
        ["conversations_db", "twoskip"],
        ["delete_mode", "delayed"],
        ["expunge_mode", "delayed"],
        ...STANDARD.filter(([name]) => instance.imapdSettings[name] === undefined),
        ...offered(),
        ["syslog_prefix", `cyrus-${instance.name}`],
        // Bounds how long a delivery, or a switchover, may wait for a standby that has fallen silent.
        ["sync_timeout", instance.durability === "rightnow" ? 10 : 30],
        ...more,
    ];
}

function text(kind: string, options: Options): string {
    const lines = options.map(([name, value]) => `${name}: ${value}`);
    return [`# standby: ${kind}`, ...lines, ""].join("\n");
}

/** Where Postfix hands mail over, inside of its own folder. */
export function lmtpSocket(instance: string): string {
    return `/var/spool/postfix/cyrus/${instance}/lmtp`;
}

/** imapd.conf of the primary: it writes down what changed, and sends that to the standby. */
export function primaryImapd(conf: InstanceConf): string {
    const { instance, users, standby } = conf;
    const folder = `/var/lib/cyrus-${instance.name}`;
    return text(`instance ${instance.name} where it is the primary`, [
        ...common(conf),
        ["sync_log", 1],
        ["sync_host", standby.host],
        ["sync_port", standby.port],
        ["sync_authname", users[0].name],
        ["sync_password", users[0].password],
        ["sync_realm", instance.serviceName],
        ["sync_repeat_interval", "1s"],
        ["sync_reconnect_maxwait", "20s"],
        ["sync_shutdown_file", `${folder}/sync-shutdown`],
        ...(instance.durability === "rightnow" ? [["sync_rightnow_channel", '""'] as const] : []),
        ...(conf.more?.imapd ?? []),
    ]);
}

/** imapd.conf of the standby: it takes what the primary sends, and writes nothing down for anybody. */
export function standbyImapd(conf: InstanceConf): string {
    return text(`instance ${conf.instance.name} where it is a standby`, [...common(conf), ["sync_log", 0]]);
}

/** One line of cyrus.conf. */
export function entry(name: string, program: string, instance: string, more: string): string {
    const [binary, ...args] = program.split(" ");
    const command = [`/usr/lib/cyrus/bin/${binary}`, "-C", `/etc/imapd_${instance}.conf`, ...args].join(" ");
    return `    ${name.padEnd(12)} cmd="${command}" ${more}`.trimEnd();
}

/** What both roles do by themselves, with the periods of the seed. */
function events({ instance }: InstanceConf): string[] {
    const { name, archiveFolder } = instance;
    return [
        entry("checkpoint", "ctl_cyrusdb -c", name, "period=30"),
        entry("delprune", "cyr_expire -E 3 -X 60 -D 60", name, "at=0100"),
        ...(archiveFolder === undefined ? [] : [entry("archive", "cyr_expire -A", name, "at=0200")]),
        entry("tlsprune", "tls_prune", name, "at=0430"),
        entry("squatter", "squatter -i", name, "at=2200"),
    ];
}

function masterConf(conf: InstanceConf, role: string, start: string[], services: string[]): string {
    return [
        `# standby: instance ${conf.instance.name} where it is ${role}`,
        ...["START {", ...start, "}", "SERVICES {", ...services, "}", "EVENTS {", ...events(conf), "}", ""],
    ].join("\n");
}

function recover({ instance }: InstanceConf): string {
    return entry("recover", "ctl_cyrusdb -r", instance.name, "");
}

function inner({ instance, ports, innerAddress }: InstanceConf): string[] {
    const listening = ["127.0.0.1", ...(innerAddress === undefined ? [] : [innerAddress])];
    return listening.map((address, index) => {
        // Options of a service go by its name: both are "inner", in two entries.
        const name = index === 0 ? "inner" : "innerlink";
        return entry(
            name,
            "imapd -U 50",
            instance.name,
            `listen="${address}:${ports.local.inner}" prefork=1 maxfds=1024`,
        );
    });
}

/** What users connect to, or a proxy on this host for them. */
function direct({ instance, address, proxied, ports }: InstanceConf): string[] {
    const at = (service: "imap" | "pop3" | "sieve", port: number) => (proxied ? ports.local[service] : port);
    const service = (name: string, program: string, port: number, prefork: number) =>
        entry(name, program, instance.name, `listen="${address}:${port}" prefork=${prefork} maxfds=1024`);
    const tls = proxied ? [] : [service("imaps", "imapd -s -U 50", 993, 1), service("pop3s", "pop3d -s -U 50", 995, 1)];
    return [
        service("imap", "imapd -U 50", at("imap", 143), 1),
        service("pop3", "pop3d -U 50", at("pop3", 110), 1),
        service("sieve", "timsieved", at("sieve", 4190), 0),
        ...tls,
    ];
}

/** cyrus.conf of the primary: users, mail, and what replication and our own tools need. Through a Murder come all users. */
export function primaryCyrus(conf: InstanceConf): string {
    const { instance, more } = conf;
    // So few mails a process: one that lost its connection to the standby is gone soon.
    const listen = `listen="${lmtpSocket(instance.name)}" prefork=1 maxfds=1024`;
    return masterConf(
        conf,
        "the primary",
        [recover(conf), entry("idled", "idled", instance.name, ""), ...(more?.start ?? [])],
        [...inner(conf), ...(more?.services ?? direct(conf)), entry("lmtpunix", "lmtpd -U 5", instance.name, listen)],
    );
}

/** cyrus.conf of the standby: nobody reaches it but the primary, through the link, and our own tools. */
export function standbyCyrus(conf: InstanceConf): string {
    return masterConf(conf, "a standby", [recover(conf)], inner(conf));
}
