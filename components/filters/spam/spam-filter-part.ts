import { dkimKey, dkimKeysFor } from "../../identity/dkim-keys";
import { BundlePart } from "../../ops/bundle";
import { HostFile } from "../../ops/file";
import { filled, verbatim } from "../../ops/host-file";
import { SpamFilter } from "./args";

const RSPAMD = "/etc/rspamd";
const SYSTEM = "/etc/systemd/system";
const LIBRARY = "/usr/local/lib/standby";
const executable = { mode: "0755" } as const;

/** Debian packages: the filter, and where it remembers whom it has put off. */
export const packages = ["rspamd", "redis-server"] as const;

const PORTS = { milter: 11332, spamd: 11333 } as const;

/** Where Postfix asks it; by TCP, since Postfix is in a chroot. */
export const RSPAMD_MILTER = `inet:127.0.0.1:${PORTS.milter}`;
/** Where Exim asks it, in Exim's own words. */
export const RSPAMD_SPAMD = `127.0.0.1 ${PORTS.spamd} variant=rspamd`;

/** What a host's filter must know beside the policy. */
export interface SpamFilterPlan extends SpamFilter {
    /** How the mail server asks: by the milter protocol, or by that of spamd. */
    readonly asked: keyof typeof PORTS;
    /** Addresses of the pair: none of them is put off. */
    readonly pair: readonly string[];
    /** Largest mail that the host takes, in bytes. */
    readonly messageSizeLimitBytes: number;
    /** Whether mail waits at its sender when the filter does not come to an end. */
    readonly deferOnFailure: boolean;
    readonly domains: readonly string[];
    /** Selectors of the keys that mail of this host is signed with, the newest first; none to sign nothing. */
    readonly selectors: readonly string[];
    /** What must be taken up after a change beside the filter's own files. */
    readonly resolvConf?: string;
}

/** All its keys sign: the former one is known to the world while the newest is still being published. */
function signing({ domains, selectors }: SpamFilterPlan): HostFile {
    const keys = selectors.map((one) => `{ selector = "${one}"; path = "${dkimKey(one)}"; }`);
    const entries = domains.map((domain) => `    "${domain}" { selectors = [ ${keys.join(", ")} ] }\n`);
    return filled("filters", `${RSPAMD}/override.d/dkim_signing.conf`, {
        enabled: String(selectors.length > 0),
        domains: selectors.length > 0 ? entries.join("") : "",
    });
}

function configuration(plan: SpamFilterPlan): HostFile[] {
    const override = (name: string) => `${RSPAMD}/override.d/${name}`;
    return [
        filled("filters", override("options.inc"), {
            deferOnFailure: String(plan.deferOnFailure),
            // Beside the mail itself goes what the protocol puts around it.
            maxMessageBytes: plan.messageSizeLimitBytes + 65536,
        }),
        filled("filters", override("actions.conf"), {
            ...{ rejectScore: plan.rejectScore, markScore: plan.markScore, greylistScore: greylistAction(plan) },
        }),
        filled("filters", override("greylist.conf"), {
            enabled: String(plan.greylistSeconds > 0),
            seconds: plan.greylistSeconds,
            pair: plan.pair.map((address) => `"${address}"`).join(", "),
        }),
        signing(plan),
        ...["worker-proxy.inc", "worker-normal.inc"].map((name) =>
            plan.asked === "milter" ? verbatim("filters", override(name)) : bySpamd(override(name)),
        ),
        ...["worker-controller.inc", "logging.inc", "redis.conf"].map((name) => verbatim("filters", override(name))),
        // Exim writes these lines itself.
        ...(plan.asked === "milter" ? [verbatim("filters", override("milter_headers.conf"))] : []),
        verbatim("filters", `${RSPAMD}/local.d/rbl.conf`),
    ];
}

/** A file for a mail server that asks by the protocol of spamd, which has none for lines that are to go on top of a mail. */
const bySpamd = (path: string): HostFile => verbatim("filters", `/spamd${path}`, { path });

const greylistAction = ({ greylistSeconds, greylistScore }: SpamFilter) =>
    greylistSeconds > 0 ? String(greylistScore) : "null";

/** rspamd and its memory, Redis, on a host. Pure. */
export function spamFilterPart(plan: SpamFilterPlan): BundlePart {
    const files = configuration(plan);
    const dropIn = `${SYSTEM}/rspamd.service.d/standby.conf`;
    const memory = `${SYSTEM}/redis-server.service.d/standby.conf`;
    const port = PORTS[plan.asked];
    const keys = plan.selectors.length > 0 ? dkimKeysFor("_rspamd", plan.selectors) : "true";
    return {
        packages,
        files: [
            ...files,
            filled("filters", dropIn, { keys, port }),
            verbatim("filters", memory),
            verbatim("filters", `${LIBRARY}/await-port`, executable),
            verbatim("filters", `${LIBRARY}/check-rspamd`, executable),
            verbatim("filters", `${LIBRARY}/status.d/spam-filter`, executable),
        ],
        checks: [`sh "$STAGE${LIBRARY}/check-rspamd" "$STAGE"`],
        units: [
            { name: "redis-server.service", restartOn: [memory] },
            {
                name: "rspamd.service",
                reloadOn: [...files.map(({ path }) => path), ...(plan.resolvConf ? [plan.resolvConf] : [])],
                restartOn: [dropIn],
                ours: true,
            },
        ],
        probes: [`timeout 5 bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port}'`],
    };
}
