import * as pulumi from "@pulumi/pulumi";
import { ExistingArgs } from "../../host/existing-host";
import { LinodeArgs } from "../../host/linode-host";

/** The host of mupdate: a Linode, or a Debian 12 host of yours. */
export interface CyrusMupdateArgs {
    /** Full lower-case name, in the zone. */
    hostName: pulumi.Input<string>;
    /**
     * Make a Linode; the smallest will do.
     * @default none
     */
    linode?: LinodeArgs;
    /**
     * Adopt a Debian 12 host.
     * @default none
     */
    existing?: ExistingArgs;
}

/** A host that users come to: a Linode, or a Debian 12 host of yours. */
export interface CyrusFrontendArgs {
    /** Short name: lower-case letters and digits, a letter first; not "a", "b", "witness", "mupdate" or that of another host. */
    name: string;
    /** Full lower-case name, in the zone. */
    hostName: pulumi.Input<string>;
    /**
     * Make a Linode; it must be in the VLAN of the floating address.
     * @default none
     */
    linode?: LinodeArgs;
    /**
     * Adopt a Debian 12 host, whose `interface` is in the network of the floating address.
     * @default none
     */
    existing?: ExistingArgs;
}

/** Cyrus Murder: one way in for the users of all instances. */
export interface CyrusMurderArgs {
    /** The host that keeps the list of all mailboxes: its loss stops new folders, nothing else. */
    mupdate: CyrusMupdateArgs;
    /** Two hosts or more that take users to their instance; those first in the list get the address first. */
    frontends: CyrusFrontendArgs[];
    /** Address in CIDR form that is on one frontend at a time, in the VLAN that all of them are in: "10.77.0.100/24". */
    floatingAddress: string;
    /**
     * Full name that users connect to, in the zone; it leads to the floating address.
     * @default "mail." and the zone
     */
    serviceName?: pulumi.Input<string>;
    /**
     * Network interface of the frontends that is in that VLAN.
     * @default "eth1"
     */
    interface?: string;
    /**
     * Number that tells the frontends' VRRP from that of others in the VLAN, 1 to 255.
     * @default 77
     */
    virtualRouterId?: number;
    /**
     * First TCP port by which frontends reach the primaries; an instance has four. mupdate has 3905 and 3906 on its host.
     * @default 4005
     */
    tunnelPort?: number;
}

/** The same once every Output is known and every default is filled in; its hosts are among those of the pair. */
export interface MurderSettings {
    /** Keys of the frontends. */
    readonly frontends: readonly string[];
    readonly floatingAddress: string;
    readonly serviceName: string;
    readonly interface: string;
    readonly virtualRouterId: number;
    readonly tunnelPort: number;
}
