import { BundlePart } from "../ops/bundle";
import { HostFile } from "../ops/file";
import { filled, verbatim } from "../ops/host-file";
import { acceptFrom, packetRulesPart } from "../ops/packet-rules";

/** What one member shows of itself. */
export interface VisibilityPlan {
    /** Networks in CIDR form whose Prometheus may ask; none: no exporter runs, `standby status` tells all the same. */
    readonly metricsFrom: readonly string[];
    /** The member's own address that the exporters listen on. */
    readonly address: string;
    /** Port of what the database counts. @default that of its exporter */
    readonly port?: number;
    /** Port of what the pair and the host count. @default 9100 */
    readonly hostPort?: number;
    /** Whether the host has our packet filter; an adopted host keeps its own. @default true */
    readonly filtered?: boolean;
}

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

const SYSTEM = "/etc/systemd/system";
const METRICS = "/usr/local/lib/standby/metrics";
/** What only this kind of database tells. */
const OF_KIND = `${METRICS}-database`;
const RULES = "/etc/nftables.d/metrics.rules";
const HOST_PORT = 9100;

/** Ports of the exporters, to be opened in a cloud's firewall as well. */
export function exporterPorts(
    { port, hostPort = HOST_PORT }: Pick<VisibilityPlan, "port" | "hostPort">,
    metrics: Pick<DatabaseMetrics, "port">,
): number[] {
    return [port ?? metrics.port, hostPort];
}

/** One exporter: how it is started, its TLS, its unit, and whether it answers. */
function exporter(component: string, kind: string, address: string, port: number) {
    const unit = `prometheus-${kind}-exporter.service`;
    const dropIn = `${SYSTEM}/${unit}.d/standby.conf`;
    const web = `/etc/standby/metrics-${kind}.yml`;
    const files: HostFile[] = [filled(component, dropIn, { address, port }), verbatim(component, web)];
    // The name in the certificate is the member's, not this address: whose certificate it is, is not asked here.
    const probe = `curl -sSfk --max-time 5 -o /dev/null https://${address}:${port}/metrics`;
    return { files, unit: { name: unit, restartOn: [dropIn, web] }, probe };
}

/** The two loops that write our own metrics, and the watch for a renewed certificate. */
function ownMetrics({ component, exporter, files }: DatabaseMetrics): Pick<Required<BundlePart>, "files" | "units"> {
    const loops = ["standby-metrics-quick.service", "standby-metrics-slow.service"];
    const watch = `${SYSTEM}/standby-metrics-tls.path`;
    return {
        files: [
            verbatim("database", METRICS, { mode: "0755" }),
            verbatim(component, OF_KIND),
            ...files,
            ...loops.map((unit) => verbatim("database", `${SYSTEM}/${unit}`)),
            verbatim("database", watch),
            filled("database", `${SYSTEM}/standby-metrics-tls.service`, { exporters: `${exporter} node` }),
        ],
        units: [
            ...loops.map((name) => ({ name, restartOn: [`${SYSTEM}/${name}`, METRICS, OF_KIND] })),
            { name: "standby-metrics-tls.path", restartOn: [watch] },
        ],
    };
}

/** The exporters of a member and what they need; nothing where nobody may ask. */
export function metricsPart(plan: VisibilityPlan, metrics: DatabaseMetrics): BundlePart {
    if (plan.metricsFrom.length === 0) return {};
    const [port, hostPort] = exporterPorts(plan, metrics);
    const { component, exporter: kind } = metrics;
    const exporters = [
        exporter(component, kind, plan.address, port),
        exporter("database", "node", plan.address, hostPort),
    ];
    const own = ownMetrics(metrics);
    const filtered = plan.filtered ?? true;
    const rules = filtered ? packetRulesPart("metrics", acceptFrom(plan.metricsFrom, [port, hostPort])) : undefined;
    return {
        packages: [`prometheus-${kind}-exporter`, "prometheus-node-exporter", "openssl", "curl"],
        files: [...own.files, ...exporters.flatMap(({ files }) => files), ...(rules?.files ?? [])],
        checks: rules?.checks ?? [],
        units: [
            ...(filtered ? [{ name: "nftables.service", reloadOn: [RULES] }] : []),
            ...own.units,
            ...exporters.map(({ unit }) => unit),
        ],
        probes: exporters.map(({ probe }) => probe),
    };
}
