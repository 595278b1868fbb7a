import type { DatabaseServer } from "../../../components/database/server";
import { MARIADB } from "../../../components/mysql/server";
import { POSTGRES } from "../../../components/postgres/server";
import { kindOfPair } from "../../../lab/kinds";
import type { LabDatabasePair } from "../../../lab/pair/database";
import type { LabMember } from "../../../lab/pair/member";
import { writeByForce } from "../mysql/by-force";
import { startByForce } from "../postgres/by-force";
import { DATA } from "../postgres/files";

/** How drills speak with a server of one kind, and where they look: all that differs between kinds. */
export interface ServerWords extends Pick<DatabaseServer, "title" | "unit" | "port"> {
    /** The pair's component and its argument with settings of the server. */
    component: string;
    settings: string;
    /** SQL: the most sessions at a time. */
    maxConnections: string;
    /** Data that a new copy took the place of: a pattern of the shell. */
    formerData: string;
    /** File with the replication users and their passwords, the one in use first. */
    users: string;
    /** SQL: the names of the replication users, with commas. */
    userNames: string;
    /** SQL: a standby's own word on whom it follows, and as which user. */
    link: string;
    /** What that says of one that follows. */
    follows: RegExp;
    /** The SSH tunnel: its account, and its port on the loopback. */
    tunnel: { user: string; port: number };
    /** SQL that makes a user or makes one anew, which a standby has to acknowledge. */
    anyUser: string;
    /** Command that succeeds when a server with an old role was started alone, or was refused its start. */
    startedAlone: string;
    /** SQL: another answer once a commit was acknowledged without the standby. */
    waits: string;
    split: SplitWords;
    login: LoginWords;
}

/** A second primary, and what becomes of it. */
export interface SplitWords {
    /** Makes a member that closed itself take writes, by force, and writes so many rows with this word into it. */
    force: (pair: LabDatabasePair, old: LabMember, rows: number, word: string) => Promise<void>;
    /** What `standby status` says of it once it has been told of the other one. */
    alarm: RegExp;
    /** What refuses its promotion: a switchover, and a failover. */
    refused: [string, string];
    /** Command: how often the word is in the data that a new copy took the place of. */
    kept: (word: string) => string;
    /**
     * Does a member whose last commits waited for the standby come back without a copy? In MariaDB a power-off ends the wait and
     * keeps them, so that it has more than the other one; PostgreSQL is rewound.
     */
    rewinds: boolean;
}

/** A replication user whose password is changed by hand. */
export interface LoginWords {
    /** SQL: the password as the server keeps it. */
    kept: (user: string) => string;
    set: (user: string, password: string) => string;
    restore: (user: string, kept: string) => string;
    /** SQL on the standby, or on the primary, by which the standby has to log in anew. */
    again: { on: "primary" | "standby"; sql: string };
    /** What the server says then. */
    refused: string;
}

const mysql: ServerWords = {
    ...MARIADB,
    component: "MySqlPair",
    settings: "mariadbSettings",
    maxConnections: "select @@max_connections",
    formerData: "/var/lib/mysql.before-*",
    users: "/etc/standby/mysql.users",
    userNames: "select group_concat(user order by user) from mysql.user where user like 'standby\\_repl%'",
    link: "show all slaves status\\G",
    follows: /Yes[\s\S]*Yes/,
    tunnel: { user: "mysql_tunnel", port: 4406 },
    anyUser: "create or replace user cut_off@localhost",
    startedAlone: "mariadb -e 'select 1'",
    waits: "select group_concat(variable_value) from information_schema.global_status where variable_name in ('rpl_semi_sync_master_status', 'rpl_semi_sync_master_no_tx')",
    split: {
        force: writeByForce,
        alarm: /ALARM replication.*1236/,
        refused: ["not-following", "fence-unproven"],
        kept: (word) => `mariadb-binlog /var/lib/mysql.before-*/mysqld-bin.0* | grep -c ${word}`,
        rewinds: false,
    },
    login: {
        kept: (user) => `select authentication_string from mysql.user where user = '${user}'`,
        set: (user, password) => `alter user '${user}'@'%' identified by '${password}' require x509`,
        restore: (user, kept) => `alter user '${user}'@'%' identified by password '${kept}' require x509`,
        again: { on: "standby", sql: "stop slave; start slave" },
        refused: "Access denied",
    },
};

const postgres: ServerWords = {
    ...POSTGRES,
    component: "PostgresPair",
    settings: "postgresSettings",
    maxConnections: "show max_connections",
    formerData: "/var/lib/postgresql/15/main.before-*",
    users: "/etc/standby/postgres.users",
    userNames: "select string_agg(rolname, ',' order by rolname) from pg_roles where rolname like 'standby\\_repl\\_%'",
    link: "select status, conninfo from pg_stat_wal_receiver",
    follows: /^streaming/,
    tunnel: { user: "postgres_tunnel", port: 15432 },
    anyUser: "drop role if exists cut_off; create role cut_off",
    waits: "select setting from pg_settings where name = 'synchronous_standby_names'",
    split: {
        force: startByForce,
        alarm: /ALARM.*took writes after . was promoted/,
        refused: ["engine-down", "engine-down"],
        kept: (word) => `grep -raoh ${word} ${DATA}.before-*/base | wc -l`,
        rewinds: true,
    },
    startedAlone: "journalctl -b -q -o cat | grep -q 'must be known before the server starts here'",
    login: {
        kept: (user) => `select rolpassword from pg_authid where rolname = '${user}'`,
        set: (user, password) => `alter role ${user} password '${password}'`,
        restore: (user, kept) => `alter role ${user} password '${kept}'`,
        again: { on: "primary", sql: "select pg_terminate_backend(pid) from pg_stat_replication" },
        refused: "password authentication failed",
    },
};

/** The words for this pair. */
export function wordsOf(pair: LabDatabasePair): ServerWords {
    const kind = kindOfPair(pair);
    if (kind !== "mysql" && kind !== "postgres") throw new Error("a pair of mail servers has no database");
    return { mysql, postgres }[kind];
}
