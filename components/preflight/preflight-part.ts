import { BundlePart } from "../ops/bundle";
import { verbatim } from "../ops/host-file";
import { shellValues } from "../ops/shell-values";
import { Preflight } from "./args";

/** What a host must know of itself to be asked. */
export interface PreflightPlan extends Preflight {
    /** The name that it greets with. */
    readonly hostName: string;
    readonly address: string;
    /** Hosts that it sends mail to by port 25. */
    readonly sendsTo: readonly string[];
}

/** Debian packages of a host that is asked. */
export const packages = ["bind9-host"] as const;

/** What the host is asked by, and what its administrator may ask at any time. */
export const QUESTION = "/usr/local/sbin/standby preflight";

/** The operator's word `preflight`, and what it looks at. */
export function preflightPart({ hostName, address, sendsTo, blocklists }: PreflightPlan): BundlePart {
    const values = { NAME: hostName, ADDRESS: address, SENDS_TO: sendsTo.join(" "), BLOCKLISTS: blocklists.join(" ") };
    const content = shellValues(values);
    return {
        packages,
        files: [
            verbatim("preflight", "/usr/local/lib/standby/verbs/preflight", { mode: "0755" }),
            { path: "/etc/standby/preflight.conf", content },
        ],
    };
}
