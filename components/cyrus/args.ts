import * as pulumi from "@pulumi/pulumi";
import { RoleMemberArgs, WitnessArgs } from "../roles/args";
import { ZoneService } from "../dns/zone-service";
import { ExistingArgs } from "../host/existing-host";
import { LinodeArgs } from "../host/linode-host";
import { CyrusInstanceArgs, InstanceSettings } from "./instance-args";
import { CyrusMurderArgs, MurderSettings } from "./murder/args";

/** What the replication runs inside of; Cyrus itself never looks at the standby's certificate. */
export const CyrusLink = { Stunnel: "stunnel", Wireguard: "wireguard" } as const;
export type CyrusLink = (typeof CyrusLink)[keyof typeof CyrusLink];

/** How users find the primary of their instance. */
export const CyrusEndpoint = { Dns: "dns", Proxy: "proxy" } as const;
export type CyrusEndpoint = (typeof CyrusEndpoint)[keyof typeof CyrusEndpoint];

/** A further host, for instances that are spread over more than two. */
export interface CyrusHostArgs {
    /** Short name: lower-case letters and digits, a letter first; not "a", "b" or "witness". */
    name: string;
    /** Full lower-case name, in the zone. */
    hostName: pulumi.Input<string>;
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
}

export interface CyrusPairArgs {
    /** Zone that holds all names of the pair, e.g. "example.com"; it must stand already. */
    zone: pulumi.Input<string>;
    /**
     * Who serves the zone: "cloudflare", or "linode" for Linode Domains, which has TTLs of its own steps.
     * @default "cloudflare"
     */
    zoneService?: ZoneService;
    /** One member. Members keep their name for life; roles move between them, for each instance by itself. */
    a: RoleMemberArgs;
    /** The other member. */
    b: RoleMemberArgs;
    /**
     * Further hosts, each with instances of its own; `crossPaired` spreads them.
     * @default none
     */
    hosts?: CyrusHostArgs[];
    /** The third host, which knows who is the primary of each instance. */
    witness: WitnessArgs;
    /** The instances, at least one. */
    instances: CyrusInstanceArgs[];
    /**
     * Primary of the instances that do not say their own. Changing it is a switchover; with `lost`, a failover.
     * @default "a"
     */
    primary?: string;
    /**
     * The host that is gone: it is powered off through the cloud's API, and only then are other members promoted. Take it
     * out and name it in `rejoin` when it may come back.
     * @default none
     */
    lost?: string;
    /**
     * For a lost host that we did not make, exactly "HOSTNAME is switched off": nobody but you can know.
     * @default none
     */
    lostConfirmed?: string;
    /**
     * The host that was lost and comes back: it is booted through the cloud's API, becomes a standby, and what only it had is
     * copied back. Take it out later; that changes nothing.
     * @default none
     */
    rejoin?: string;
    /**
     * Codes of refusals to override in this `up`, e.g. "parity". Each may lose mail: take them out again.
     * @default none
     */
    override?: string[];
    /**
     * stunnel: TLS with the pair's own certificates, both sides verified. wireguard: a network of the members' own.
     * @default "stunnel"
     */
    link?: CyrusLink;
    /**
     * First TCP port of the tunnels between members; an instance has one, with `endpoint: "proxy"` four.
     * @default 2005
     */
    tunnelPort?: number;
    /**
     * UDP port of WireGuard on every member.
     * @default 51820
     */
    wireguardPort?: number;
    /**
     * Private network of 24 bits for the members' addresses inside of WireGuard, e.g. "10.77.12.0/24".
     * @default from the pair's name, within 10.64.0.0 to 10.191.255.255
     */
    wireguardNetwork?: string;
    /**
     * Port on which members and witness reach each other by SSH, with keys that may do one thing each.
     * @default 2345
     */
    linkPort?: number;
    /**
     * dns: the name of each instance follows its primary, by `up`. proxy: nginx on every member takes users to the primary of
     * their domain's instance, also after `standby promote`; needed where a host has several instances without floating addresses.
     * @default "dns"
     */
    endpoint?: CyrusEndpoint;
    /**
     * Cyrus Murder: frontends and mupdate in front of all instances, with one name and one address for all users.
     * @default none: users connect to the name of their instance
     */
    murder?: CyrusMurderArgs;
    /**
     * TTL in seconds of the names of instances: how long a client may go on asking the old primary.
     * @default 300
     */
    endpointTtlSeconds?: pulumi.Input<number>;
    /**
     * TTL of the A records of hosts in seconds.
     * @default 300
     */
    addressTtlSeconds?: pulumi.Input<number>;
    /**
     * MX records of all domains, to both members of their instance: either takes mail and hands it to the primary.
     * @default true
     */
    mx?: boolean;
    /**
     * Mail comes by a `BackupMxPair` in front, which is given the output `mailboxes`: no MX records are made here, port 25 takes
     * mail from that pair's primary and between the members alone, and the list of users is told to both of its hosts.
     * @default false
     */
    behindMx?: boolean;
    /**
     * TTL of the MX records in seconds.
     * @default 86400
     */
    mxTtlSeconds?: pulumi.Input<number>;
    /**
     * Seconds after which a primary that reaches neither the witness nor its standby stops serving.
     * @default 20
     */
    selfFenceSeconds?: pulumi.Input<number>;
    /**
     * Seconds of lag above which no switchover begins.
     * @default 30
     */
    maxLagSeconds?: pulumi.Input<number>;
    /**
     * Networks in CIDR form whose users may reach IMAP, POP and Sieve.
     * @default everybody
     */
    clientsFrom?: string[];
    /**
     * Networks in CIDR form whose Prometheus may ask the members, by TLS, on port 9100.
     * @default none: no exporter runs
     */
    metricsFrom?: string[];
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
     * Generation of the replication password; raise it by one to rotate it in one `up`.
     * @default 1
     */
    passwordGeneration?: number;
    /**
     * Give up the protection of one host, so that it can be replaced: a member, one at a time, or "witness".
     * @default none: members, the witness and their records are protected
     */
    release?: string;
    /**
     * Give up all protection, for stacks that are made to be destroyed: a lab, a test.
     * @default false
     */
    destroyable?: boolean;
}

/** The arguments once every Output is known and every default is filled in. */
export interface CyrusSettings {
    readonly zone: string;
    readonly zoneService: ZoneService;
    /** Full host names by key: "a", "b", further hosts, "witness". */
    readonly names: Readonly<Record<string, string>>;
    /** Addresses of hosts that stand already, by key. */
    readonly addresses: Readonly<Record<string, string>>;
    readonly instances: readonly InstanceSettings[];
    readonly murder?: MurderSettings;
    readonly link: CyrusLink;
    readonly endpoint: CyrusEndpoint;
    readonly linkPort: number;
    readonly tunnelPort: number;
    readonly endpointTtlSeconds: number;
    readonly addressTtlSeconds: number;
    readonly mxTtlSeconds: number;
    readonly selfFenceSeconds: number;
    readonly maxLagSeconds: number;
    readonly adminKeys: string[];
}
