import { listenAddresses, self } from "../../database/member-plan";
import type { PostgresPlan } from "../plan";
import { POSTGRES } from "../server";

/** Ports of the quorum and of Patroni: among the three hosts, and among the members. */
export const ETCD_CLIENT_PORT = 2379;
export const ETCD_PEER_PORT = 2380;
export const REST_PORT = 8008;

/** Where certificate, key and authority lie on a host. */
export interface TlsFiles {
    readonly certificate: string;
    readonly key: string;
    readonly ca: string;
}

/** Those of a member. */
export const MEMBER_TLS: TlsFiles = {
    certificate: "/etc/standby/tls/member.crt",
    key: "/etc/standby/tls/member.key",
    ca: "/etc/standby/tls/ca.crt",
};

/** Everything that the plan of one member needs; plain data. */
export interface PatroniPlan extends PostgresPlan {
    /** Who may change something by Patroni's HTTP interface. */
    readonly restPassword: string;
}

/** Settings that Patroni keeps equal on all members by itself, in lower case as it knows them. */
const OF_THE_CLUSTER = [
    ...["max_connections", "max_locks_per_transaction", "max_worker_processes", "max_prepared_transactions"],
    "track_commit_timestamp",
];

/** loop_wait + 2 retry_timeout must not be above ttl, which may not be below 20 s. */
const TIMES = { ttl: 20, loop_wait: 5, retry_timeout: 5 };

/** What the members keep at the quorum: read from the file when a cluster begins, later told to it by each `up`. */
export function clusterConfig({ settings }: Pick<PatroniPlan, "settings">): Record<string, unknown> {
    const own = Object.entries(settings.postgresSettings);
    const shared = own.filter(([name]) => OF_THE_CLUSTER.includes(name.toLowerCase()));
    return {
        ...TIMES,
        // Bytes of the log. A member that is not in sync never leads; this is the bound where that is not known.
        maximum_lag_on_failover: 1048576,
        check_timeline: true,
        synchronous_mode: true,
        // Else a leader that is alone takes writes that nobody else has.
        synchronous_mode_strict: settings.durability === "required",
        failsafe_mode: true,
        postgresql: {
            use_pg_rewind: true,
            use_slots: true,
            parameters: {
                wal_log_hints: "on",
                max_slot_wal_keep_size: `${settings.walKeepMiB}MB`,
                ...Object.fromEntries(shared.map(([name, value]) => [name.toLowerCase(), value])),
            },
        },
    };
}

/** A login by a certificate of the pair and a password. */
function login(plan: PatroniPlan) {
    const { name: username, password } = plan.users[0];
    const { certificate: sslcert, key: sslkey, ca: sslrootcert } = MEMBER_TLS;
    const sslcrl = "/etc/standby/tls/crl.pem";
    return { username, password, sslmode: "verify-full", sslcert, sslkey, sslrootcert, sslcrl };
}

function postgresql(plan: PatroniPlan): Record<string, unknown> {
    const own = "/var/lib/postgresql/standby";
    const hba = "/etc/postgresql/15/main";
    const addresses = listenAddresses(plan);
    return {
        listen: `${addresses.join(",")}:${POSTGRES.port}`,
        connect_address: `${self(plan).address}:${POSTGRES.port}`,
        data_dir: "/var/lib/postgresql/15/main",
        // Patroni writes here: Debian's folder stays that of the pair.
        config_dir: `${own}/patroni`,
        bin_dir: "/usr/lib/postgresql/15/bin",
        custom_conf: "/etc/standby/patroni.conf",
        pgpass: `${own}/patroni.pgpass`,
        // By the socket, as the user that the server runs as: there is no password.
        use_unix_socket: true,
        use_unix_socket_repl: true,
        authentication: { superuser: { username: "postgres" }, replication: login(plan), rewind: login(plan) },
        parameters: {
            unix_socket_directories: "/var/run/postgresql",
            hba_file: `${hba}/pg_hba.conf`,
            ident_file: `${hba}/pg_ident.conf`,
        },
        basebackup: [{ checkpoint: "fast" }],
        // What could not be rewound is evidence: a human looks at it.
        remove_data_directory_on_rewind_failure: false,
        remove_data_directory_on_diverged_timelines: false,
    };
}

/** Addresses of the three etcd. */
export function etcdHosts(plan: Pick<PatroniPlan, "members" | "witness">): string[] {
    return [...plan.members.map(({ address }) => address), plan.witness.address].map(
        (address) => `${address}:${ETCD_CLIENT_PORT}`,
    );
}

/** Patroni's own file. JSON is YAML, and nothing in it needs quoting. */
export function patroniConfig(plan: PatroniPlan): string {
    const { certificate, key, ca } = MEMBER_TLS;
    const rest = `${self(plan).address}:${REST_PORT}`;
    const config = {
        scope: plan.pair,
        name: plan.member,
        restapi: {
            ...{ listen: rest, connect_address: rest },
            ...{ certfile: certificate, keyfile: key, cafile: ca, verify_client: "required" },
            authentication: { username: "standby", password: plan.restPassword },
        },
        ctl: { cacert: ca, certfile: certificate, keyfile: key },
        etcd3: { hosts: etcdHosts(plan), protocol: "https", cacert: ca, cert: certificate, key },
        bootstrap: { dcs: clusterConfig(plan) },
        postgresql: postgresql(plan),
        // Where there is one; in a container there is none.
        watchdog: { mode: "automatic", device: "/dev/watchdog", safety_margin: 5 },
    };
    return JSON.stringify(config, undefined, 4) + "\n";
}

/** How root asks Patroni on this member, for curl. */
export function restAccess(plan: PatroniPlan): string {
    const { certificate, key, ca } = MEMBER_TLS;
    return `user = "standby:${plan.restPassword}"\ncacert = "${ca}"\ncert = "${certificate}"\nkey = "${key}"\n`;
}
