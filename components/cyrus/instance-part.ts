import { BundlePart } from "../ops/bundle";
import { verbatim } from "../ops/host-file";
import { HostUnit } from "../ops/unit";
import { ADMIN, InstanceConf } from "./conf";
import { primaryCyrus, standbyCyrus } from "./cyrus-conf";
import { primaryImapd, standbyImapd } from "./imapd-conf";

const SYSTEM = "/etc/systemd/system";
const LIBRARY = "/usr/local/lib/standby";
const INSTANCE_UNITS = ["standby-cyrus@.service", "standby-cyrus-sync@.service"];
const PROGRAMS = [
    ...["engine", "engine-compare", "engine-follow", "engine-gate", "engine-mail", "engine-writes"],
    ...["certificate-changed", "cyrus/imap", "cyrus/logins", "cyrus/check-conf"],
];

/** Debian packages of every host that holds an instance. */
export const packages = [
    ...["cyrus-imapd", "cyrus-replication", "cyrus-pop3d", "sasl2-bin", "libsasl2-modules"],
    ...["libsasl2-modules-db", "iputils-arping", "openssl", "postfix"],
] as const;

/** What asks a directory; where there is none it would complain at each start of a process. */
export const directoryPackages = ["libsasl2-modules-sql"] as const;

/** Programs that the role machinery reads once, at its start. */
export const ENGINE = PROGRAMS.filter((name) => name.startsWith("engine")).map((name) => `${LIBRARY}/${name}`);

/** What all instances of a host share. */
export function enginePart(): BundlePart {
    return {
        packages,
        files: [
            ...PROGRAMS.map((name) => verbatim("cyrus", `${LIBRARY}/${name}`, { mode: "0755" })),
            ...INSTANCE_UNITS.map((unit) => verbatim("cyrus", `${SYSTEM}/${unit}`)),
            verbatim("cyrus", `${SYSTEM}/cyrus-imapd.service.d/standby.conf`),
        ],
        folders: [{ path: "/srv/cyrus", mode: "0755" }],
    };
}

/** "realm name password" of everybody who may log in: users of the default domain have the instance's own name as realm. */
function logins({ instance, users, defaultDomain, more }: InstanceConf, adminPassword: string): string {
    const own = [{ name: ADMIN, password: adminPassword }, ...users, ...(more?.logins ?? [])];
    return [
        ...own.map(({ name, password }) => `${instance.serviceName} ${name} ${password}\n`),
        ...instance.users.map(({ name, password }) => {
            const [local, domain] = name.split("@");
            return `${domain === defaultDomain ? instance.serviceName : domain} ${local} ${password}\n`;
        }),
    ].join("");
}

/** Mailboxes to have: address and quota, 0 for none. In the default domain they are called without it. */
function mailboxes({ instance, defaultDomain }: InstanceConf): string {
    const lines = instance.users.map(({ name, quotaMiB = 0 }) => {
        const [local, domain] = name.split("@");
        return `${domain === defaultDomain ? local : name} ${quotaMiB}\n`;
    });
    return lines.join("");
}

/** Further files that a running instance takes up. */
export type UnitFiles = Pick<HostUnit, "reloadOn" | "restartOn">;

/** One instance on one host: both roles' configuration, of which the gate takes one at each start. */
export function instancePart(conf: InstanceConf, adminPassword: string, more: UnitFiles = {}): BundlePart {
    const { name } = conf.instance;
    const own = `/etc/standby/cyrus/${name}`;
    const group = { mode: "0640", owner: "root:mail" };
    const confs = [
        { path: `${own}/primary-imapd.conf`, content: primaryImapd(conf), ...group },
        { path: `${own}/primary-cyrus.conf`, content: primaryCyrus(conf), ...group },
        { path: `${own}/standby-imapd.conf`, content: standbyImapd(conf), ...group },
        { path: `${own}/standby-cyrus.conf`, content: standbyCyrus(conf), ...group },
    ];
    const unit = `standby-cyrus@${name}.service`;
    return {
        packages: conf.instance.directory ? directoryPackages : [],
        folders: [
            { path: "/etc/standby/cyrus", mode: "0711" },
            { path: own, mode: "0750", owner: "root:mail" },
            { path: `/var/lib/standby/role-${name}`, mode: "0700" },
        ],
        files: [
            ...confs,
            {
                path: `${own}/inner`,
                content: `${conf.ports.local.inner} ${ADMIN} ${adminPassword} ${conf.heartbeat}\n`,
                mode: "0600",
            },
            { path: `${own}/logins`, content: logins(conf, adminPassword), mode: "0600" },
            { path: `${own}/mailboxes`, content: mailboxes(conf) },
        ],
        builds: [
            {
                path: `${own}/sasldb2`,
                from: `${own}/logins`,
                command: `sh "$STAGE${LIBRARY}/cyrus/logins" "$STAGE${own}/logins" "$STAGE${own}/sasldb2"`,
                ...{ mode: "0640", owner: "root:mail" },
            },
        ],
        checks: [`sh "$STAGE${LIBRARY}/cyrus/check-conf" "$STAGE${own}"`],
        units: [
            {
                name: unit,
                reloadOn: [`${own}/primary-imapd.conf`, `${own}/standby-imapd.conf`, ...(more.reloadOn ?? [])],
                // cyrmaster does not open another door under an old name.
                restartOn: [
                    ...[`${own}/primary-cyrus.conf`, `${own}/standby-cyrus.conf`],
                    ...[`${SYSTEM}/standby-cyrus@.service`, ...(more.restartOn ?? [])],
                ],
            },
        ],
        probes: [`${LIBRARY}/cyrus/imap ${name} ping`],
    };
}
