import * as linode from "@pulumi/linode";
import * as pulumi from "@pulumi/pulumi";
import { Host } from "./host";

/**
 * Names a Linode's address after its host, as mail servers ask for. The provider looks the forward record up first,
 * so it must be there, and may take a while to be seen.
 */
export function reverseRecord(host: Host, forward: pulumi.Resource): linode.Rdns {
    return reverseOf(host, "reverse", host.address, forward);
}

/** The same for its IPv6 address. */
export function reverseV6Record(host: Host, address: pulumi.Output<string>, forward: pulumi.Resource): linode.Rdns {
    return reverseOf(host, "reverse-v6", address, forward);
}

function reverseOf(host: Host, which: string, address: pulumi.Output<string>, forward: pulumi.Resource): linode.Rdns {
    return new linode.Rdns(
        `${host.resourceName}-${which}`,
        { address, rdns: host.hostName, waitForAvailable: true },
        { parent: host.parent, dependsOn: [forward], deletedWith: host.machine },
    );
}
