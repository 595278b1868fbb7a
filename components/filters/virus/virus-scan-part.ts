import { BundlePart } from "../../ops/bundle";
import { HostFile } from "../../ops/file";
import { filled, verbatim } from "../../ops/host-file";
import { VirusScan } from "./args";

const CLAMAV = "/etc/clamav";
const SYSTEM = "/etc/systemd/system";
const LIBRARY = "/usr/local/lib/standby";
const executable = { mode: "0755" } as const;

/** How the mail server asks: by way of the milter, or the scanner itself. */
export type VirusScanAsked = "milter" | "clamd";

/** Debian packages: the scanner, what fetches its signatures, and what Postfix asks. */
export const packages = (asked: VirusScanAsked) => [
    ...["clamav-daemon", "clamav-freshclam"],
    ...(asked === "milter" ? ["clamav-milter"] : []),
];

const PORTS = { milter: 7357, clamd: 3310 } as const;

/** Where Postfix asks it; by TCP, since Postfix is in a chroot. */
export const CLAMAV_MILTER = `inet:127.0.0.1:${PORTS.milter}`;
/**
 * Where Exim asks the scanner, in Exim's own words. By TCP, Exim hands each mail over; by the socket it would name a file, which
 * the scanner may read only as one who may read all of the queue.
 */
export const CLAMAV_SCANNER = `clamd:127.0.0.1 ${PORTS.clamd}`;

/** What a host's scanner must know beside the policy. */
export interface VirusScanPlan extends VirusScan {
    readonly asked: VirusScanAsked;
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

/** The milter between Postfix and the scanner. */
function milterPart(
    { deferOnFailure }: VirusScanPlan,
    maxBytes: number,
): Required<Pick<BundlePart, "files" | "units">> {
    const [conf, unit] = [`${CLAMAV}/clamav-milter.conf`, `${SYSTEM}/clamav-milter.service`];
    return {
        files: [
            filled("filters", conf, { maxBytes, onFail: deferOnFailure ? "Defer" : "Accept" }),
            verbatim("filters", unit),
            // Debian's start script stands in the way of `systemctl enable`.
            verbatim("filters", `${SYSTEM}/multi-user.target.d/standby-clamav-milter.conf`),
            verbatim("filters", `${LIBRARY}/await-port`, executable),
        ],
        units: [{ name: "clamav-milter.service", restartOn: [conf, unit] }],
    };
}

/** What the scanner listens at: systemd does so for it. */
function socketFile(asked: VirusScanAsked, path: string): HostFile {
    return verbatim("filters", asked === "milter" ? path : `/clamd${path}`, { path });
}

/** ClamAV on a host. Pure. */
export function virusScanPart(plan: VirusScanPlan): BundlePart {
    const [clamd, freshclam] = ["clamd", "freshclam"].map((name) => `${CLAMAV}/${name}.conf`);
    // Files of the pair's own: they are stopped when the scan is taken out of the policy.
    const units = ["clamav-daemon.service", "clamav-daemon.socket", "clamav-freshclam.service"];
    const [daemon, socket, updater] = units.map((name) => `${SYSTEM}/${name}`);
    // Beside the mail itself goes what the hosts put on top.
    const maxBytes = plan.messageSizeLimitBytes + 65536;
    const milter = plan.asked === "milter" ? milterPart(plan, maxBytes) : { files: [], units: [] };
    const tcp = plan.asked === "milter" ? "" : `TCPSocket ${PORTS.clamd}\nTCPAddr 127.0.0.1\n`;
    return {
        packages: packages(plan.asked),
        files: [
            filled("filters", clamd, { maxBytes, tcp }),
            filled("filters", freshclam, { sources: sources(plan) }),
            ...[daemon, updater].map((path) => verbatim("filters", path)),
            socketFile(plan.asked, socket),
            ...milter.files,
            verbatim("filters", `${LIBRARY}/check-clamav`, executable),
            verbatim("filters", `${LIBRARY}/status.d/virus-scan`, executable),
        ],
        checks: [`sh "$STAGE${LIBRARY}/check-clamav" "$STAGE"`],
        units: [
            { name: "clamav-freshclam.service", restartOn: [freshclam, updater] },
            // One that the package has started listens at the socket alone.
            ...(plan.asked === "milter" ? [] : [{ name: "clamav-daemon.socket", restartOn: [socket] }]),
            { name: "clamav-daemon.service", restartOn: [clamd, daemon, socket] },
            ...milter.units,
        ],
        // At the scanner's own port systemd listens, whatever became of it.
        probes: plan.asked === "milter" ? [`timeout 5 bash -c 'exec 3<>/dev/tcp/127.0.0.1/${PORTS.milter}'`] : [],
    };
}
