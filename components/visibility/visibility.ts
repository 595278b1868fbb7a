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
    /** Port of what the service itself counts. @default that of its exporter */
    readonly port?: number;
    /** Port of what the pair and the host count. @default 9100 */
    readonly hostPort?: number;
    /** Whether the host has our packet filter; an adopted host keeps its own. @default true */
    readonly filtered?: boolean;
}

/** Debian's exporter of what a service itself counts. */
export interface ServiceExporter {
    /** Folder below components/ that holds its files. */
    readonly component: string;
    /** The word in the name of its package and unit: "mysqld". */
    readonly kind: string;
    readonly port: number;
}

/** How a kind of service is shown. */
export interface ServiceMetrics {
    /** `METRICS`, and what it reads beside the library of all kinds. */
    readonly programs: readonly HostFile[];
    /** @default none: the service counts nothing by itself */
    readonly exporter?: ServiceExporter;
    /** Further files, such as the statements that give the exporter its login. @default none */
    readonly files?: readonly HostFile[];
}

const SYSTEM = "/etc/systemd/system";
/** The program that writes what the pair counts: each kind of service brings its own. */
export const METRICS = "/usr/local/lib/standby/metrics";
const METRICS_LIBRARY = `${METRICS}-lib`;
const RULES = "/etc/nftables.d/metrics.rules";
const HOST_PORT = 9100;

/** Debian packages of every member that somebody may ask. */
export const packages = ["prometheus-node-exporter", "openssl", "curl"] as const;

/** Ports of the exporters, to be opened in a cloud's firewall as well. */
export function exporterPorts(
    { port, hostPort = HOST_PORT }: Pick<VisibilityPlan, "port" | "hostPort">,
    exporter?: Pick<ServiceExporter, "port">,
): number[] {
    return [...(exporter ? [port ?? exporter.port] : []), hostPort];
}

/** One exporter: how it is started, its TLS, its unit, and whether it answers. */
function exporterOf({ component, kind, port }: ServiceExporter, address: string) {
    const unit = `prometheus-${kind}-exporter.service`;
    const dropIn = `${SYSTEM}/${unit}.d/standby.conf`;
    const web = `/etc/standby/metrics-${kind}.yml`;
    const files: HostFile[] = [filled(component, dropIn, { address, port }), verbatim(component, web)];
    // The name in the certificate is the member's, not this address: whose certificate it is, is not asked here.
    const probe = `curl -sSfk --max-time 5 -o /dev/null https://${address}:${port}/metrics`;
    return { files, unit: { name: unit, restartOn: [dropIn, web], ours: true }, probe };
}

/** The two loops that write our own metrics, and the watch for a renewed certificate. */
function ownMetrics(
    { programs, files = [] }: ServiceMetrics,
    exporters: string,
): Pick<Required<BundlePart>, "files" | "units"> {
    const loops = ["standby-metrics-quick.service", "standby-metrics-slow.service"];
    const watch = `${SYSTEM}/standby-metrics-tls.path`;
    const read = [METRICS_LIBRARY, ...programs.map(({ path }) => path)];
    return {
        files: [
            verbatim("visibility", METRICS_LIBRARY),
            ...programs,
            ...files,
            ...loops.map((unit) => verbatim("visibility", `${SYSTEM}/${unit}`)),
            verbatim("visibility", watch),
            filled("visibility", `${SYSTEM}/standby-metrics-tls.service`, { exporters }),
        ],
        units: [
            ...loops.map((name) => ({ name, restartOn: [`${SYSTEM}/${name}`, ...read] })),
            { name: "standby-metrics-tls.path", restartOn: [watch] },
        ],
    };
}

/** The exporters of a member and what they need; nothing where nobody may ask. */
export function metricsPart(plan: VisibilityPlan, metrics: ServiceMetrics): BundlePart {
    if (plan.metricsFrom.length === 0) return {};
    const ports = exporterPorts(plan, metrics.exporter);
    const node: ServiceExporter = { component: "visibility", kind: "node", port: plan.hostPort ?? HOST_PORT };
    const wanted = [...(metrics.exporter ? [{ ...metrics.exporter, port: ports[0] }] : []), node];
    const exporters = wanted.map((one) => exporterOf(one, plan.address));
    const own = ownMetrics(metrics, wanted.map(({ kind }) => kind).join(" "));
    const filtered = plan.filtered ?? true;
    const rules = filtered ? packetRulesPart("metrics", acceptFrom(plan.metricsFrom, ports)) : undefined;
    return {
        packages: [...(metrics.exporter ? [`prometheus-${metrics.exporter.kind}-exporter`] : []), ...packages],
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
