import { BundlePart } from "../../ops/bundle";
import { filled, verbatim } from "../../ops/host-file";
import { VirusScan } from "./args";

const CLAMAV = "/etc/clamav";
const SYSTEM = "/etc/systemd/system";
const LIBRARY = "/usr/local/lib/standby";
const executable = { mode: "0755" } as const;

/** Debian packages: the scanner, what fetches its signatures, and what Postfix asks. */
export const packages = ["clamav-daemon", "clamav-freshclam", "clamav-milter"] as const;

/** Where Postfix asks it; by TCP, since Postfix is in a chroot. */
export const CLAMAV_MILTER = "inet:127.0.0.1:7357";

/** What a host's scanner must know beside the policy. */
export interface VirusScanPlan extends VirusScan {
    /** Largest mail that the host takes, in bytes: each is looked at whole. */
    readonly messageSizeLimitBytes: number;
    /** Whether mail waits at its sender while it cannot be looked at. */
    readonly deferOnFailure: boolean;
}

/** Where signatures come from, in the words of freshclam.conf. */
function sources({ privateMirror, signatureUrls, officialSignatures }: VirusScan): string {
    const official = privateMirror === "" ? "DatabaseMirror database.clamav.net" : `PrivateMirror ${privateMirror}`;
    const none = ["main", "daily", "bytecode"].map((name) => `ExcludeDatabase ${name}`);
    const own = signatureUrls.map((url) => `DatabaseCustomURL ${url}`);
    // It wants a mirror by name, also where it fetches nothing there.
    return [official, ...(officialSignatures ? [] : none), ...own].join("\n");
}

/** ClamAV on a host. Pure. */
export function virusScanPart(plan: VirusScanPlan): BundlePart {
    const [clamd, freshclam, milter] = ["clamd", "freshclam", "clamav-milter"].map((name) => `${CLAMAV}/${name}.conf`);
    // Files of the pair's own: they are stopped when the scan is taken out of the policy.
    const units = [
        "clamav-daemon.service",
        "clamav-daemon.socket",
        "clamav-freshclam.service",
        "clamav-milter.service",
    ];
    const [daemon, socket, updater, asked] = units.map((name) => `${SYSTEM}/${name}`);
    // Beside the mail itself goes what the hosts put on top.
    const maxBytes = plan.messageSizeLimitBytes + 65536;
    return {
        packages,
        files: [
            filled("filters", clamd, { maxBytes }),
            filled("filters", freshclam, { sources: sources(plan) }),
            filled("filters", milter, { maxBytes, onFail: plan.deferOnFailure ? "Defer" : "Accept" }),
            ...[daemon, socket, updater, asked].map((path) => verbatim("filters", path)),
            // Debian's start script stands in the way of `systemctl enable`.
            verbatim("filters", `${SYSTEM}/multi-user.target.d/standby-clamav-milter.conf`),
            verbatim("filters", `${LIBRARY}/await-port`, executable),
            verbatim("filters", `${LIBRARY}/check-clamav`, executable),
            verbatim("filters", `${LIBRARY}/status.d/virus-scan`, executable),
        ],
        checks: [`sh "$STAGE${LIBRARY}/check-clamav" "$STAGE"`],
        units: [
            { name: "clamav-freshclam.service", restartOn: [freshclam, updater] },
            { name: "clamav-daemon.service", restartOn: [clamd, daemon, socket] },
            { name: "clamav-milter.service", restartOn: [milter, asked] },
        ],
        probes: ["timeout 5 bash -c 'exec 3<>/dev/tcp/127.0.0.1/7357'"],
    };
}
