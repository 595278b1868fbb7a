import * as linode from "@pulumi/linode";
import * as pulumi from "@pulumi/pulumi";
import { BasePlan, basePlan } from "./base-plan";
import { connectionTo } from "./connection";
import { DeployKey, secretText } from "./deploy-key";
import { gate } from "./gate";
import { Host } from "./host";
import { hostPhase } from "./host-phase";
import { sshKeyFrom } from "./identity";
import { userData } from "./user-data";
import { interfacesWith, LinodeVlanArgs } from "./vlan";

/** Where and how big a machine is to be. */
export interface LinodeArgs {
    /** Linode region, e.g. "eu-central". Changing it moves the machine: hours, and other addresses. */
    region: pulumi.Input<string>;
    /**
     * Linode type; changing it resizes the machine in place, with a reboot.
     * @default "g6-nanode-1", 1 GB: enough for a backup MX
     */
    type?: pulumi.Input<string>;
    /**
     * Image, used when the machine is made and never again.
     * @default "linode/debian12"
     */
    image?: pulumi.Input<string>;
    /**
     * VLAN that the machine is in, beside the public network. Adding, changing or removing it acts in place: the machine is
     * rebooted, one that is off is booted, all of them in one `up` at the same time. So change one host in each `up`. The
     * account must take legacy config interfaces for new Linodes.
     * @default none
     */
    vlan?: LinodeVlanArgs;
}

export interface LinodeHostArgs {
    readonly hostName: pulumi.Input<string>;
    readonly linode: LinodeArgs;
    /** Firewall of the cloud, in force before the first boot. */
    readonly firewallId: pulumi.Input<number>;
    /** Keeps members apart on the provider's hardware. @default none */
    readonly placementGroupId?: pulumi.Input<number>;
    readonly deployKey: DeployKey;
    /** Public keys of administrators, accepted beside the deploy key. */
    readonly adminKeys: pulumi.Input<string[]>;
    /** The baseline, without the keys. */
    readonly base: Omit<BasePlan, "authorizedKeys">;
    /** Refuse to delete the machine. */
    readonly protect: boolean;
    /** Tags of the machine. */
    readonly tags: string[];
    /**
     * Off: the machine is shut down through the API and nothing on it is asked for. On: it is booted if it is not.
     * @default as it is: a machine that was shut down elsewhere, to fence it, is never booted by an `up`
     */
    readonly power?: "off" | "on";
}

/** All that would silently destroy and rebuild a running mail server when it changes. Keys are rotated on the host. */
const CREATE_ONLY = ["authorizedKeys", "rootPass", "image", "metadatas", "firewallId"];

/** A Linode with the baseline on it: pinned SSH identity, deploy key, host firewall, clock, security upgrades. */
export class LinodeHost extends pulumi.ComponentResource implements Host {
    public readonly resourceName: string;
    public readonly hostName: pulumi.Output<string>;
    public readonly address: pulumi.Output<string>;
    public readonly addressV6: pulumi.Output<string>;
    public readonly instance: pulumi.Output<string>;
    public readonly connection: Host["connection"];
    public readonly hostKey: pulumi.Output<string>;
    public readonly machine: linode.Instance;
    public readonly ready: pulumi.Resource[];
    public readonly parent: pulumi.Resource;
    /** Done when the machine answers; what needs no baseline may go on from here. */
    public readonly answers: pulumi.Resource;

    constructor(name: string, args: LinodeHostArgs, opts?: pulumi.ComponentResourceOptions) {
        super("standby:index:LinodeHost", name, {}, opts);
        this.resourceName = name;
        this.parent = this;
        this.hostName = pulumi.output(args.hostName);
        const secret = secretText(`${name}-host-key`, { parent: this });
        const hostKey = secret.apply((text) => sshKeyFrom(text, "host"));
        const accepted = pulumi
            .all([args.deployKey.accepted, args.adminKeys])
            .apply(([deploy, admins]) => [...deploy, ...admins]);
        this.machine = this.boot(name, args, hostKey, accepted);
        this.address = this.machine.ipAddress;
        // The cloud tells it with the length of its network: "2a01:7e01::f03c:91ff:fe24:3a2f/128".
        this.addressV6 = this.machine.ipv6.apply((text) => (text ?? "").split("/")[0]);
        this.instance = this.machine.id;
        this.hostKey = pulumi.unsecret(hostKey.apply((key) => key.publicKey));
        this.connection = connectionTo({
            address: this.address,
            privateKey: args.deployKey.current.apply((key) => key.privateKey),
            hostKey: this.hostKey,
        });
        if (args.power === "off") {
            this.answers = this.machine;
            this.ready = [this.machine];
            this.registerOutputs({ address: this.address });
            return;
        }
        this.answers = gate(`${name}-gate`, this, { parent: this, deletedWith: this.machine });
        this.ready = [this.answers];
        const base = accepted.apply((authorizedKeys) => basePlan({ ...args.base, authorizedKeys }));
        this.ready = [hostPhase(`${name}-base`, this, base)];
        this.registerOutputs({ address: this.address });
    }

    private boot(
        name: string,
        args: LinodeHostArgs,
        hostKey: pulumi.Output<{ privateKey: string; publicKey: string }>,
        authorizedKeys: pulumi.Output<string[]>,
    ): linode.Instance {
        const document = pulumi
            .all([args.hostName, hostKey, authorizedKeys])
            .apply(([hostName, key, keys]) => userData({ hostName, hostKey: key, authorizedKeys: keys }));
        return new linode.Instance(
            name,
            {
                label: name,
                region: args.linode.region,
                type: args.linode.type ?? "g6-nanode-1",
                image: args.linode.image ?? "linode/debian12",
                authorizedKeys,
                metadatas: [{ userData: pulumi.secret(document) }],
                firewallId: args.firewallId,
                ...(args.placementGroupId === undefined ? {} : { placementGroup: { id: args.placementGroupId } }),
                tags: args.tags,
                ...(args.linode.vlan === undefined ? {} : { interfaces: interfacesWith(args.linode.vlan) }),
                ...(args.power === undefined ? {} : { booted: args.power === "on" }),
            },
            {
                parent: this,
                protect: args.protect,
                ignoreChanges: CREATE_ONLY,
                deleteBeforeReplace: true,
                additionalSecretOutputs: ["metadatas"],
            },
        );
    }
}
