import { databaseMetricsPart } from "../../database/visibility";
import { BundlePart } from "../../ops/bundle";
import { verbatim } from "../../ops/host-file";
import { exporterPorts, VisibilityPlan } from "../../visibility/visibility";

const STATUS = "/usr/local/lib/standby/status.d/mysql";
const PORT = 9104;

/** The statements that give the exporter its login; to be run on the primary, where they are replicated. */
export const metricsLogin = "/etc/standby/metrics.sql";

/** Ports of the exporters, to be opened in a cloud's firewall as well. */
export function metricsPorts(plan: Pick<VisibilityPlan, "port" | "hostPort">): number[] {
    return exporterPorts(plan, { port: PORT });
}

/** What the operator and Prometheus see of a member. */
export function visibilityPart(plan: VisibilityPlan): BundlePart {
    const status = verbatim("mysql", STATUS, { mode: "0755" });
    const files = [verbatim("mysql", metricsLogin)];
    const shown = databaseMetricsPart(plan, { component: "mysql", exporter: "mysqld", port: PORT, files });
    return { ...shown, files: [status, ...(shown.files ?? [])] };
}
