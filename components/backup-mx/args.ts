import * as pulumi from "@pulumi/pulumi";
import { Acme, CertificateArgs } from "../acme/args";
import { ZoneService } from "../dns/zone-service";
import { ExistingArgs } from "../host/existing-host";
import { LinodeArgs } from "../host/linode-host";
import { MailIdentity, MailIdentityArgs } from "../identity/args";
import { MailboxesArgs } from "../mailboxes/args";
import { Member } from "../member";
import { MailPolicy, MailPolicyArgs } from "./policy/args";
import { Preflight, PreflightArgs } from "../preflight/args";
import { RecipientsFrom, RecipientsFromArgs } from "../recipients/args";

/** A primary MX that we do not manage: mail is handed to it, nothing is done on it or to its records. */
export interface UnmanagedArgs {
    /** IPv4 address that the backup hands mail to. */
    address: pulumi.Input<string>;
}

/** The mail server of a host: Debian's Postfix, or Debian's Exim with its split configuration. */
export const BackupMxMta = { Postfix: "postfix", Exim: "exim" } as const;
export type BackupMxMta = (typeof BackupMxMta)[keyof typeof BackupMxMta];

/** A block volume of Linode. */
export interface QueueVolumeArgs {
    /** Size in GiB, 10 to 10240. It can grow in place, not shrink. */
    sizeGiB: number;
}

/** One host of the pair. Exactly one of `linode`, `existing` and `unmanaged` says where it comes from. */
export interface BackupMxMemberArgs {
    /** Full lower-case name, in the zone; also the name that it greets with and its reverse record. */
    hostName: pulumi.Input<string>;
    /**
     * Mail server of a host that is not unmanaged. It stays for the life of the host: for another one, replace the host.
     * @default "postfix"
     */
    mta?: BackupMxMta;
    /**
     * Keep mail that waits on a block volume of its own, of a Linode alone: it outlives the host, and is attached to the one that
     * takes its place. Without the volume the mail server does not start.
     * @default none: mail waits on the host's own disk
     */
    queueVolume?: QueueVolumeArgs;
    /**
     * Make a Linode.
     * @default none
     */
    linode?: LinodeArgs;
    /**
     * Adopt a Debian 12 host.
     * @default none
     */
    existing?: ExistingArgs;
    /**
     * Leave it alone; for the primary only.
     * @default none
     */
    unmanaged?: UnmanagedArgs;
}

export interface BackupMxPairArgs {
    /** Zone that holds all names of the pair, e.g. "example.com"; it must stand already. */
    zone: pulumi.Input<string>;
    /**
     * Who serves the zone: "cloudflare", or "linode" for Linode Domains, which has TTLs of its own steps and no TLSA records.
     * @default "cloudflare"
     */
    zoneService?: ZoneService;
    /**
     * Mail domains that the backup receives for the primary; each in the zone.
     * @default the zone alone
     */
    domains?: pulumi.Input<string>[];
    /**
     * Addresses that exist, "user@domain". The backup refuses all others while the sender is still there. Never empty, but
     * for an unmanaged primary with `recipientsFrom`, and with `mailboxes`.
     * @default none
     */
    recipients?: pulumi.Input<pulumi.Input<string>[]>;
    /**
     * Have the backup pull further addresses from the primary by itself. Those of `recipients` hold in any case.
     * @default none: the backup knows `recipients` alone
     */
    recipientsFrom?: RecipientsFromArgs;
    /**
     * Hosts that keep the mailboxes: the output `mailboxes` of a `CyrusPair` with `behindMx`. The primary hands all mail to them, by
     * TLS with certificates verified on both sides, and both hosts pull the list of recipients from whichever is their primary.
     * @default none: the primary keeps mail in Maildirs of its own
     */
    mailboxes?: pulumi.Input<MailboxesArgs>;
    /**
     * A second line behind the list: ask the primary itself whether it takes mail for an address. While it is down, an
     * address that it was never asked about gets 450, so that mail for it waits at its sender.
     * @default false
     */
    verifyRecipients?: pulumi.Input<boolean>;
    /**
     * SPF, DKIM, DMARC, TLS-RPT, TLSA and MTA-STS of the domains.
     * @default none: none of these records is made
     */
    identity?: MailIdentityArgs;
    /**
     * Where the certificates come from that the hosts show.
     * @default the pair's own authority, which strangers do not trust
     */
    certificate?: CertificateArgs;
    /**
     * Have each managed host asked before its MX records are made: port 25 out, reverse name, blocklists, resolver. An `up`
     * whose host does not pass fails, says what to do, and makes no MX record for it.
     * @default none: nothing is asked
     */
    preflight?: PreflightArgs;
    /** The primary MX: where mailboxes are. */
    a: BackupMxMemberArgs;
    /** The backup MX: queues while the primary does not answer. */
    b: BackupMxMemberArgs;
    /**
     * MX preference of the primary; lower is tried first.
     * @default 10
     */
    primaryPreference?: pulumi.Input<number>;
    /**
     * MX preference of the backup; must be higher than the primary's.
     * @default 20
     */
    backupPreference?: pulumi.Input<number>;
    /**
     * Take and send mail by IPv6 too: AAAA and reverse records for the addresses that Linode gives both hosts, which must be Linodes
     * with Postfix; an unmanaged primary is left alone. The hosts hand mail to each other by IPv4.
     * @default false: mail comes and goes by IPv4
     */
    ipv6?: boolean;
    /**
     * TTL of the A records in seconds; short, since a host may be re-addressed.
     * @default 300
     */
    addressTtlSeconds?: pulumi.Input<number>;
    /**
     * TTL of the MX records in seconds; a day, since both hosts are always named.
     * @default 86400
     */
    mxTtlSeconds?: pulumi.Input<number>;
    /**
     * Days that the backup keeps trying before it returns mail to its sender.
     * @default 30
     */
    queueLifetimeDays?: pulumi.Input<number>;
    /**
     * Seconds after which the backup's flush service refreshes its list of queued mail per domain.
     * @default 43200, Postfix's own 12 hours
     */
    fastFlushRefreshSeconds?: pulumi.Input<number>;
    /**
     * Largest mail in bytes. The primary takes 2 % and 64 KiB more: what the backup took at the limit still fits.
     * @default 26214400, 25 MiB
     */
    messageSizeLimitBytes?: pulumi.Input<number>;
    /**
     * What mail is taken, the same on both hosts.
     * @default those of MailPolicyArgs
     */
    policy?: MailPolicyArgs;
    /**
     * More parameters for main.cf on both hosts, as `postconf` names them; not those that the pair sets itself.
     * @default none
     */
    postfixSettings?: pulumi.Input<Record<string, pulumi.Input<string>>>;
    /**
     * Networks in CIDR form whose Prometheus may ask both hosts, by TLS, on port 9100.
     * @default none: no exporter runs, no canary is sent
     */
    metricsFrom?: string[];
    /**
     * Seconds between two canaries, where there are metrics and the primary is managed: one by each MX, read at the primary.
     * @default 300
     */
    canaryEverySeconds?: pulumi.Input<number>;
    /**
     * Networks in CIDR form of primary MXs of other domains that the backup serves too, by Postfix's permit_mx_backup: it then
     * takes mail for every domain whose MX records name it behind a host in these networks. It knows no recipients of them, so
     * who does not exist there comes back to strangers as a bounce. Better: name the domains in `domains`.
     * @default none: the backup serves `domains` alone
     */
    permitMxBackupNetworks?: string[];
    /**
     * Users of a host with Exim who may send as whom they like, beside root: programs that hand mail over for others.
     * @default none
     */
    trustedUsers?: pulumi.Input<pulumi.Input<string>[]>;
    /**
     * Public SSH keys of administrators who may log in as root, beside the deploy key.
     * @default none
     */
    adminKeys?: pulumi.Input<pulumi.Input<string>[]>;
    /**
     * Networks in CIDR form that may reach SSH.
     * @default everybody
     */
    sshFrom?: string[];
    /**
     * Generation of the deploy key; raise it by one to rotate the key in one `up`.
     * @default 1
     */
    deployKeyGeneration?: number;
    /**
     * Give up the protection of one member, so that it can be replaced: "a" or "b", never both.
     * @default none: hosts and records are protected
     */
    release?: Member;
    /**
     * Give up all protection, for stacks that are made to be destroyed: a lab, a test.
     * @default false
     */
    destroyable?: boolean;
}

/** The arguments once every Output is known and every default is filled in. */
export interface BackupMxSettings {
    readonly zone: string;
    readonly zoneService: ZoneService;
    readonly domains: string[];
    readonly recipients: string[];
    /** With mailboxes elsewhere, how their list is pulled. */
    readonly recipientsFrom?: RecipientsFrom;
    /** Are the mailboxes on other hosts? */
    readonly handsOver: boolean;
    readonly ipv6: boolean;
    readonly verifyRecipients: boolean;
    readonly identity?: MailIdentity;
    /** Certificates by ACME; the pair's own without. */
    readonly acme?: Acme;
    readonly preflight?: Preflight;
    readonly canaryEverySeconds: number;
    readonly names: { readonly a: string; readonly b: string };
    /** Addresses of hosts that stand already, by the property that gives them: "a.existing", "a.unmanaged" … */
    readonly addresses: Readonly<Record<string, string>>;
    readonly primaryPreference: number;
    readonly backupPreference: number;
    readonly addressTtlSeconds: number;
    readonly mxTtlSeconds: number;
    readonly queueLifetimeDays: number;
    readonly fastFlushRefreshSeconds: number;
    /** Size of each host's volume for its queue, where it has one. */
    readonly queueGiB: { readonly a?: number; readonly b?: number };
    readonly messageSizeLimitBytes: number;
    readonly policy: MailPolicy;
    readonly postfixSettings: Record<string, string>;
    readonly trustedUsers: string[];
    readonly permitMxBackupNetworks: readonly string[];
    readonly adminKeys: string[];
    /** The mail server of each host; that of an unmanaged one is not known, and not used. */
    readonly mta: { readonly a: BackupMxMta; readonly b: BackupMxMta };
}
