import { BundlePart } from "../ops/bundle";
import { verbatim } from "../ops/host-file";
import { METRICS, metricsPart, VisibilityPlan } from "../visibility/visibility";

const STATUS = "/usr/local/lib/standby/status.d/cyrus";
const VERIFY = ["service", "timer"].map((kind) => `/etc/systemd/system/standby-verify@.${kind}`);
const [, TIMER] = VERIFY;

/** What the operator and Prometheus see of a member, and the proof that its standbys are equal, once an hour. */
export function visibilityPart(plan: VisibilityPlan, instances: readonly string[]): BundlePart {
    const shown = metricsPart(plan, { programs: [verbatim("cyrus", METRICS, { mode: "0755" })] });
    const timers = instances.map((name) => ({ name: `standby-verify@${name}.timer`, restartOn: [TIMER] }));
    return {
        ...shown,
        files: [
            verbatim("cyrus", STATUS, { mode: "0755" }),
            ...VERIFY.map((path) => verbatim("cyrus", path)),
            ...(shown.files ?? []),
        ],
        units: [...timers, ...(shown.units ?? [])],
    };
}
