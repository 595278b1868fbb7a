import { BundlePart } from "../../ops/bundle";
import { HostFile } from "../../ops/file";
import { filled, verbatim } from "../../ops/host-file";
import { acceptFrom, packetRulesPart } from "../../ops/packet-rules";

/** What one member shows of itself. */
export interface VisibilityPlan {
    /** Networks in CIDR form whose Prometheus may ask; none: no exporter runs, `standby status` tells all the same. */
    readonly metricsFrom: readonly string[];
    /** The member's own address that the exporters listen on. */
    readonly address: string;
    /** Port of what MariaDB counts. @default 9104 */
    readonly port?: number;
    /** Port of what the pair and the host count. @default 9100 */
    readonly hostPort?: number;
    /** Whether the host has our packet filter; an adopted host keeps its own. @default true */
    readonly filtered?: boolean;
}

/** Ports of the exporters, to be opened in a cloud's firewall as well. */
export function metricsPorts({ port = 9104, hostPort = 9100 }: Pick<VisibilityPlan, "port" | "hostPort">): number[] {
    return [port, hostPort];
}

const LIBRARY = "/usr/local/lib/standby";
const SYSTEM = "/etc/systemd/system";
const METRICS = `${LIBRARY}/metrics`;
const RULES = "/etc/nftables.d/metrics.rules";

/** The statements that give the exporter its login; to be run on the primary, where they are replicated. */
export const metricsLogin = "/etc/standby/metrics.sql";

/** One exporter: how it is started, its TLS, its unit, and whether it answers. */
function exporter(kind: "mysqld" | "node", address: string, port: number) {
    const unit = `prometheus-${kind}-exporter.service`;
    const dropIn = `${SYSTEM}/${unit}.d/standby.conf`;
    const web = `/etc/standby/metrics-${kind}.yml`;
    const files: HostFile[] = [filled("mysql", dropIn, { address, port }), verbatim("mysql", web)];
    // The name in the certificate is the member's, not this address: whose certificate it is, is not asked here.
    const probe = `curl -sSfk --max-time 5 -o /dev/null https://${address}:${port}/metrics`;
    return { files, unit: { name: unit, restartOn: [dropIn, web] }, probe };
}

/** The two loops that write our own metrics, and the watch for a renewed certificate. */
function ownMetrics(): Pick<Required<BundlePart>, "files" | "units"> {
    const loops = ["standby-metrics-quick.service", "standby-metrics-slow.service"];
    const units = [...loops, "standby-metrics-tls.path", "standby-metrics-tls.service"];
    return {
        files: [
            verbatim("mysql", METRICS, { mode: "0755" }),
            verbatim("mysql", metricsLogin),
            ...units.map((unit) => verbatim("mysql", `${SYSTEM}/${unit}`)),
        ],
        units: [
            ...loops.map((name) => ({ name, restartOn: [`${SYSTEM}/${name}`, METRICS] })),
            { name: "standby-metrics-tls.path", restartOn: [`${SYSTEM}/standby-metrics-tls.path`] },
        ],
    };
}

/** What the operator and Prometheus see of a member. */
export function visibilityPart(plan: VisibilityPlan): BundlePart {
    const status = verbatim("mysql", `${LIBRARY}/status.d/mysql`, { mode: "0755" });
    if (plan.metricsFrom.length === 0) return { files: [status] };
    const [port, hostPort] = metricsPorts(plan);
    const exporters = [exporter("mysqld", plan.address, port), exporter("node", plan.address, hostPort)];
    const own = ownMetrics();
    const filtered = plan.filtered ?? true;
    const rules = filtered ? packetRulesPart("metrics", acceptFrom(plan.metricsFrom, [port, hostPort])) : undefined;
    return {
        packages: ["prometheus-mysqld-exporter", "prometheus-node-exporter", "openssl", "curl"],
        files: [status, ...own.files, ...exporters.flatMap(({ files }) => files), ...(rules?.files ?? [])],
        checks: rules?.checks ?? [],
        units: [
            ...(filtered ? [{ name: "nftables.service", reloadOn: [RULES] }] : []),
            ...own.units,
            ...exporters.map(({ unit }) => unit),
        ],
        probes: exporters.map(({ probe }) => probe),
    };
}
