import * as pulumi from "@pulumi/pulumi";
import { given } from "../given";

/** What knows on the primary which addresses exist. */
export const RecipientSource = {
    /** Users of the host from uid 1000 on, and /etc/aliases. */
    Passwd: "passwd",
    /** Postfix's own maps, as far as they are files. */
    Postfix: "postfix",
    /** Mailboxes of Cyrus IMAP, by `ctl_mboxlist`. */
    Cyrus: "cyrus",
    /** Users of Dovecot, by `doveadm user`. */
    Dovecot: "dovecot",
    /** A question to a database on the primary. */
    Sql: "sql",
} as const;
export type RecipientSource = (typeof RecipientSource)[keyof typeof RecipientSource];

/** Database servers that the primary can be asked through. */
export const RecipientSqlEngine = { MySql: "mysql", Postgres: "postgres" } as const;
export type RecipientSqlEngine = (typeof RecipientSqlEngine)[keyof typeof RecipientSqlEngine];

/** A question to a database on the primary, asked there by its socket as the server's own administrator. */
export interface RecipientSqlArgs {
    /** "mysql" (MariaDB too) or "postgres". */
    engine: pulumi.Input<RecipientSqlEngine>;
    /** Name of the database. */
    database: pulumi.Input<string>;
    /** One statement whose only column is an address or a user's name, like "SELECT username FROM mailbox WHERE active". */
    query: pulumi.Input<string>;
}

/** A list of recipients that the backup pulls from the primary by itself, by a key that may do nothing else there. */
export interface RecipientsFromArgs {
    /** What knows the addresses: "passwd", "postfix" (refused for a primary with Exim), "cyrus", "dovecot" or "sql". */
    source: pulumi.Input<RecipientSource>;
    /**
     * The question, for the source "sql".
     * @default none
     */
    sql?: RecipientSqlArgs;
    /**
     * Configuration of the Cyrus that is asked, for the source "cyrus".
     * @default "/etc/imapd.conf"
     */
    cyrusConfig?: pulumi.Input<string>;
    /**
     * Seconds between two pulls. The primary looks twice as often, so a change is known after one and a half of it.
     * @default 30
     */
    everySeconds?: pulumi.Input<number>;
    /**
     * Refuse a list that lost more than this part of its addresses in one step, in percent. An empty list is always refused.
     * @default 20
     */
    maxShrinkPercent?: pulumi.Input<number>;
    /**
     * Seconds after which a list that was not confirmed is out of date: who is not on it gets 450 instead of 550.
     * @default 3600
     */
    staleAfterSeconds?: pulumi.Input<number>;
    /**
     * Address of the primary that the backup logs in to, such as one in a VLAN.
     * @default the primary's own address
     */
    address?: pulumi.Input<string>;
    /**
     * Port of SSH there.
     * @default 22, or a.existing.port
     */
    port?: pulumi.Input<number>;
    /**
     * SSH identity of an unmanaged primary, "ssh-ed25519 AAAA…"; required for one, known by itself for others.
     * @default none
     */
    hostKey?: pulumi.Input<string>;
}

/** The same once every value is known and every default is filled in. */
export interface RecipientsFrom {
    readonly source: RecipientSource;
    readonly sql?: { readonly engine: RecipientSqlEngine; readonly database: string; readonly query: string };
    readonly cyrusConfig: string;
    readonly everySeconds: number;
    readonly maxShrinkPercent: number;
    readonly staleAfterSeconds: number;
    readonly address?: string;
    readonly port?: number;
    readonly hostKey?: string;
}

const DEFAULTS = { cyrusConfig: "/etc/imapd.conf", everySeconds: 30, maxShrinkPercent: 20, staleAfterSeconds: 3600 };

/** The values of the arguments, given or default, still as inputs. Pure. */
export function recipientsFromInputs(args: RecipientsFromArgs | undefined): object | undefined {
    return args && { ...DEFAULTS, ...given(args) };
}
