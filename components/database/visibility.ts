import { BundlePart } from "../ops/bundle";
import { HostFile } from "../ops/file";
import { verbatim } from "../ops/host-file";
import { METRICS, metricsPart, VisibilityPlan } from "../visibility/visibility";

/** How a kind of database is shown. */
export interface DatabaseMetrics {
    /** Folder below components/ that holds the exporter's files, and what `metrics` tells of this kind. */
    readonly component: string;
    /** The word in the name of the exporter's package and unit: "mysqld". */
    readonly exporter: string;
    /** Port of the exporter. */
    readonly port: number;
    /** Further files, such as the statements that give the exporter its login. */
    readonly files: readonly HostFile[];
}

/** What only this kind of database tells. */
const OF_KIND = `${METRICS}-database`;

/** The exporters of a member with a database. */
export function databaseMetricsPart(plan: VisibilityPlan, of: DatabaseMetrics): BundlePart {
    const { component, exporter: kind, port, files } = of;
    const programs = [verbatim("database", METRICS, { mode: "0755" }), verbatim(component, OF_KIND)];
    return metricsPart(plan, { programs, files, exporter: { component, kind, port } });
}
