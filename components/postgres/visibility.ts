import { databaseMetricsPart } from "../database/visibility";
import { BundlePart } from "../ops/bundle";
import { verbatim } from "../ops/host-file";
import { exporterPorts, VisibilityPlan } from "../visibility/visibility";

const STATUS = "/usr/local/lib/standby/status.d/postgres";
const PORT = 9187;

/** The statements that give the exporter its login; the engine runs them on the primary, where they are replicated. */
const METRICS_LOGIN = "/etc/standby/metrics-postgres.sql";

/** Ports of the exporters, to be opened in a cloud's firewall as well. */
export const metricsPorts = exporterPorts({}, { port: PORT });

/** What the operator and Prometheus see of a member. */
export function visibilityPart(plan: VisibilityPlan): BundlePart {
    const status = verbatim("postgres", STATUS, { mode: "0755" });
    const files = [verbatim("postgres", METRICS_LOGIN)];
    const shown = databaseMetricsPart(plan, { component: "postgres", exporter: "postgres", port: PORT, files });
    return { ...shown, files: [status, ...(shown.files ?? [])] };
}
