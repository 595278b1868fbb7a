import { ADMIN, InstanceConf, lmtpSocket, Options } from "./conf";

/** What is asked often, for a fast disk: the seed's list. */
const META_FILES = "header index cache expunge squat annotations lock dav archivecache";

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
    const ofUsers: Options = directory
        ? [
              ["sasl_sql_engine", directory.engine],
              ["sasl_sql_hostnames", directory.hosts.join(", ")],
              ["sasl_sql_database", directory.database],
              ["sasl_sql_user", directory.user],
              ["sasl_sql_passwd", directory.password],
              ["sasl_sql_select", directory.select],
          ]
        : // Mail for a user who is new comes before the mailbox that the agent makes. A directory is asked instead.
          [["autocreate_post", 1]];
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
        // A mailbox for whoever logs in, or is in the list of Postfix; quotas are set beside.
        ["autocreate_quota", 0],
        ...ofUsers,
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
