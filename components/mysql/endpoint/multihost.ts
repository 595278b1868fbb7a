import { MARIADB } from "../server";

/** Where clients look for the primary by themselves. */
export interface MultihostPlan {
    /** All promotable members, the primary first: drivers try them in this order. */
    readonly hosts: readonly { readonly name: string; readonly port?: number }[];
}

/** Ways to write the hosts down. User, password and database are the client's own; TLS is asked for everywhere. */
export interface MultihostStrings {
    /** For MariaDB Connector/J 3; put `user` and `password` into the driver's properties, not here. */
    readonly jdbc: string;
    /** For drivers and pools that take a list, as mysql2, PyMySQL or mysqlclient behind a loop. */
    readonly hosts: { readonly host: string; readonly port: number }[];
    /** One command line a host, for the `mariadb` client, which knows no lists. */
    readonly commands: string[];
    /** First statement of each connection: fails with 1644 on a member that is not open for writes. */
    readonly openCheck: string;
    /** What to know before this is chosen. */
    readonly note: string;
}

/** One statement, so that it can be a driver's or pool's init command. */
const OPEN_CHECK =
    "begin not atomic if @@global.read_only then " +
    "signal sqlstate '08004' set message_text = 'this member is not open for writes'; end if; end";

const NOTE =
    "A driver takes the first host that answers, and a standby answers too: run openCheck on each new connection and go " +
    "to the next host when it fails. Connect again after error 1290 (read-only) as after a lost connection.";

/** Connection strings for clients that know all members. Pure. */
export function multihost({ hosts }: MultihostPlan): MultihostStrings {
    const all = hosts.map(({ name, port = MARIADB.port }) => ({ host: name, port }));
    const list = all.map(({ host, port }) => `${host}:${port}`).join(",");
    const options = "--ssl --ssl-verify-server-cert --connect-timeout=2";
    return {
        jdbc: `jdbc:mariadb:sequential://${list}/?sslMode=verify-full&connectTimeout=2000`,
        hosts: all,
        commands: all.map(({ host, port }) => `mariadb ${options} --host=${host} --port=${port}`),
        openCheck: OPEN_CHECK,
        note: NOTE,
    };
}
