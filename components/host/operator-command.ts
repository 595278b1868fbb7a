import * as pulumi from "@pulumi/pulumi";
import { ExistingArgs } from "./existing-host";

/** How an operator calls `standby` on a host: as root, or as the user that an adopted host is logged in to. */
export function operatorCommand(
    hostName: pulumi.Input<string>,
    existing: ExistingArgs | undefined,
): pulumi.Output<string> {
    const { user = "root", port = 22 } = existing ?? {};
    return pulumi.all([hostName, user, port]).apply(([name, as, at]) => {
        const ssh = at === 22 ? "ssh" : `ssh -p ${at}`;
        return `${ssh} ${as}@${name} ${as === "root" ? "standby" : "sudo standby"}`;
    });
}
