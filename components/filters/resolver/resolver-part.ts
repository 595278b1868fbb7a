import { BundlePart } from "../../ops/bundle";
import { filled, verbatim } from "../../ops/host-file";
import { Resolver } from "./args";

const CONF = "/etc/unbound/unbound.conf.d/standby.conf";
const UNIT = "/etc/systemd/system/standby-resolver.service";
const LIBRARY = "/usr/local/lib/standby";
const executable = { mode: "0755" } as const;

/** Debian packages: the resolver, the root's key, and who asks it. */
export const packages = ["unbound", "dns-root-data", "bind9-host"] as const;

/** What a host's programs are told to ask. Postfix copies it into its chroot at its start only. */
export const RESOLV_CONF = "/etc/standby/resolv.conf";

/** A zone that is not signed, though the root knows none of that name, or says otherwise. */
const unsigned = (zone: string) => `    domain-insecure: "${zone}"\n    local-zone: "${zone}" nodefault\n`;

function forwarding(addresses: readonly string[]): string {
    if (addresses.length === 0) return "";
    return ['forward-zone:\n    name: "."\n', ...addresses.map((one) => `    forward-addr: ${one}\n`)].join("");
}

/** A validating resolver of the host itself. Pure. */
export function resolverPart({ forwardTo, unsignedZones }: Resolver): BundlePart {
    return {
        packages,
        files: [
            filled("filters", CONF, {
                unsignedZones: unsignedZones.map(unsigned).join(""),
                forwarding: forwarding(forwardTo),
            }),
            verbatim("filters", RESOLV_CONF),
            verbatim("filters", UNIT),
            verbatim("filters", `${LIBRARY}/use-resolver`, executable),
            verbatim("filters", `${LIBRARY}/check-unbound`, executable),
            verbatim("filters", `${LIBRARY}/status.d/resolver`, executable),
        ],
        checks: [`sh "$STAGE${LIBRARY}/check-unbound" "$STAGE"`],
        units: [
            { name: "unbound.service", reloadOn: [CONF] },
            { name: "standby-resolver.service", restartOn: [UNIT, RESOLV_CONF, `${LIBRARY}/use-resolver`] },
        ],
        // That it answers at all, whatever it says: a name that nobody has is an answer.
        probes: ["host -W 3 -t A standby.invalid 127.0.0.1 | grep -q NXDOMAIN"],
    };
}
