import { Member } from "../member";
import { BundlePart } from "../ops/bundle";
import { filled, verbatim } from "../ops/host-file";
import { shellValues } from "../ops/shell-values";
import { METRICS, metricsPart } from "../visibility/visibility";
import { BackupMxSettings } from "./args";
import { CERTIFICATE } from "./tls-part";

/** What the metrics of a member must be told. */
export interface MxVisibility {
    readonly pair: string;
    readonly member: Member;
    readonly settings: BackupMxSettings;
    readonly addresses: Readonly<Record<Member, string>>;
    /** Hosts of the pair that are ours. */
    readonly managed: readonly Member[];
    /** Networks whose Prometheus may ask; never empty. */
    readonly metricsFrom: readonly string[];
    /** Whether the host has our packet filter. */
    readonly filtered: boolean;
    /** What a canary must say to be believed; a secret. */
    readonly token: string;
}

const CONF = "/etc/standby/mx.conf";
const SYSTEM = "/etc/systemd/system";
const CANARY = "/usr/local/lib/standby/canary";
const DAY = 86400;

/** The mailbox that canaries are sent to; its primary must be ours, or nobody reads it. */
export function canaryAddress({ domains }: Pick<BackupMxSettings, "domains">): string {
    return `standby-canary@${domains[0]}`;
}

function conf({ pair, member, settings, addresses, managed, token }: MxVisibility): string {
    const reads = managed.includes("a") && !settings.handsOver;
    const values = {
        ...{ PAIR: pair, MEMBER: member, PRIMARY: addresses.a, BACKUP: addresses.b, MEMBERS: managed.length },
        QUEUE_LIFETIME: (member === "b" || settings.handsOver ? settings.queueLifetimeDays : 5) * DAY,
        CANARY: reads ? canaryAddress(settings) : "",
        CANARY_EVERY: settings.canaryEverySeconds,
        CANARY_TOKEN: token,
        MAILBOX: `/var/mail/standby/${settings.domains[0]}/standby-canary`,
    };
    return shellValues(values);
}

function canaryPart({ member, managed, settings }: MxVisibility): BundlePart {
    if (member !== "b" || !managed.includes("a") || settings.handsOver) return {};
    const timer = `${SYSTEM}/standby-canary.timer`;
    return {
        files: [
            verbatim("backup-mx", CANARY, { mode: "0755" }),
            verbatim("backup-mx", `${SYSTEM}/standby-canary.service`),
            filled("backup-mx", timer, { everySeconds: settings.canaryEverySeconds }),
        ],
        units: [{ name: "standby-canary.timer", restartOn: [timer, CANARY, CONF] }],
    };
}

/** What Prometheus sees of a member, and the canary. */
export function visibilityPart(plan: MxVisibility): BundlePart {
    const { metricsFrom, filtered, addresses, member } = plan;
    const shown = metricsPart(
        { metricsFrom, filtered, address: addresses[member] },
        {
            programs: [verbatim("backup-mx", METRICS, { mode: "0755" })],
            files: [{ path: CONF, content: conf(plan), mode: "0600" }],
        },
    );
    const canary = canaryPart(plan);
    return {
        ...shown,
        files: [...(shown.files ?? []), ...(canary.files ?? [])],
        units: [
            ...(shown.units ?? []).map((unit) => {
                const read = unit.name.startsWith("standby-metrics-") ? [CONF] : [CERTIFICATE];
                return unit.reloadOn ? unit : { ...unit, restartOn: [...(unit.restartOn ?? []), ...read] };
            }),
            ...(canary.units ?? []),
        ],
    };
}
