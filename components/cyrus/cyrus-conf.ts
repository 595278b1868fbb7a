import { InstanceConf, lmtpSocket } from "./conf";

/** One line of cyrus.conf. */
export function entry(name: string, program: string, instance: string, more: string): string {
    const [binary, ...args] = program.split(" ");
    const command = [`/usr/lib/cyrus/bin/${binary}`, "-C", `/etc/imapd_${instance}.conf`, ...args].join(" ");
    return `    ${name.padEnd(12)} cmd="${command}" ${more}`.trimEnd();
}

/** What both roles do by themselves, with the periods of the seed. */
function events({ instance }: InstanceConf): string[] {
    const { name, archiveFolder, archiveAfterDays } = instance;
    return [
        entry("checkpoint", "ctl_cyrusdb -c", name, "period=30"),
        entry("delprune", "cyr_expire -E 3 -X 60 -D 60", name, "at=0100"),
        ...(archiveFolder === undefined
            ? []
            : [entry("archive", `cyr_expire -A ${archiveAfterDays}d`, name, "at=0200")]),
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
