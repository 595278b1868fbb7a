import * as pulumi from "@pulumi/pulumi";
import { adoptedBasePlan } from "./base-plan";
import { connectionTo } from "./connection";
import { gate } from "./gate";
import { Host } from "./host";
import { hostPhase } from "./host-phase";

/** A Debian host that stands already and is adopted as it is: its SSH, firewall and clock stay its owner's. */
export interface ExistingArgs {
    /** Public IPv4 address. */
    address: pulumi.Input<string>;
    /** SSH identity, "ssh-ed25519 AAAA…", as `ssh-keyscan -t ed25519 HOST` prints it behind the host name. */
    hostKey: pulumi.Input<string>;
    /** OpenSSH private key that may log in; a secret. */
    privateKey: pulumi.Input<string>;
    /**
     * User who logs in: root, or one who may `sudo -n`.
     * @default "root"
     */
    user?: pulumi.Input<string>;
    /**
     * Port of SSH.
     * @default 22
     */
    port?: pulumi.Input<number>;
}

export interface ExistingHostArgs {
    readonly hostName: pulumi.Input<string>;
    readonly existing: ExistingArgs;
    /** Packages of the later phases. */
    readonly packages: readonly string[];
}

/** A host that somebody else made. */
export class ExistingHost extends pulumi.ComponentResource implements Host {
    public readonly resourceName: string;
    public readonly hostName: pulumi.Output<string>;
    public readonly address: pulumi.Output<string>;
    public readonly instance: pulumi.Output<string>;
    public readonly connection: Host["connection"];
    public readonly hostKey: pulumi.Output<string>;
    public readonly ready: pulumi.Resource[];
    public readonly parent: pulumi.Resource;
    public readonly answers: pulumi.Resource;

    constructor(name: string, args: ExistingHostArgs, opts?: pulumi.ComponentResourceOptions) {
        super("standby:index:ExistingHost", name, {}, opts);
        this.resourceName = name;
        this.parent = this;
        this.hostName = pulumi.output(args.hostName);
        this.address = pulumi.output(args.existing.address);
        // Another address or another identity is another machine.
        this.instance = pulumi.interpolate`${args.existing.address} ${args.existing.hostKey}`;
        this.connection = connectionTo(args.existing);
        this.hostKey = pulumi.output(args.existing.hostKey);
        const port = args.existing.port;
        this.answers = gate(`${name}-gate`, { address: this.address, port, instance: this.instance }, { parent: this });
        this.ready = [this.answers];
        this.ready = [hostPhase(`${name}-base`, this, adoptedBasePlan(args.packages))];
        this.registerOutputs({ address: this.address });
    }
}
