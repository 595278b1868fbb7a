import { InstanceSettings } from "./instance-args";
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

/** The lines "name: value" of imapd.conf, in their order. */
export type Options = readonly (readonly [string, string | number])[];

/** Where Postfix hands mail over, inside of its own folder. */
export function lmtpSocket(instance: string): string {
    return `/var/spool/postfix/cyrus/${instance}/lmtp`;
}
