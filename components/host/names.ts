import * as pulumi from "@pulumi/pulumi";
import { ExistingArgs } from "./existing-host";

interface Named {
    readonly hostName: pulumi.Input<string>;
    readonly existing?: ExistingArgs;
}

/** Full names of hosts and the addresses of those that stand already, both by key, still as inputs. Pure. */
export function namesAndAddresses(hosts: ReadonlyMap<string, Named>) {
    const all = [...hosts];
    return {
        names: Object.fromEntries(all.map(([key, { hostName }]) => [key, hostName])),
        addresses: Object.fromEntries(
            all.flatMap(([key, { existing }]) => (existing ? [[key, existing.address]] : [])),
        ),
    };
}
