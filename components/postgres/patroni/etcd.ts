import { Bundle, BundlePart, joined } from "../../ops/bundle";
import { filled, verbatim } from "../../ops/host-file";
import { acceptFrom, packetRulesPart } from "../../ops/packet-rules";
import { ETCD_CLIENT_PORT, ETCD_PEER_PORT, MEMBER_TLS, TlsFiles } from "./config";

const ME = "postgres/patroni";
const SYSTEM = "/etc/systemd/system";
const LIBRARY = "/usr/local/lib/standby";
const ENVIRONMENT = "/etc/standby/etcd.env";
const UNIT = `${SYSTEM}/standby-quorum.service`;
const WITNESS_TLS: TlsFiles = {
    certificate: "/etc/standby/etcd-tls/member.crt",
    key: "/etc/standby/etcd-tls/member.key",
    ca: "/etc/standby/etcd-tls/ca.crt",
};

/** A new member has no certificate yet. */
const FIRST = `/bin/sh -c "[ -e ${MEMBER_TLS.certificate} ] || ${LIBRARY}/certificate"`;

/** Debian packages of each of the three hosts. */
export const etcdPackages = ["etcd-server", "etcd-client", "openssl"] as const;

/** One of the three, as the others see it. */
export interface EtcdHost {
    readonly key: string;
    readonly address: string;
}

/** What etcd must know on one host; plain data. */
export interface EtcdPlan {
    readonly pair: string;
    /** Whose plan it is. */
    readonly key: string;
    readonly hosts: readonly EtcdHost[];
    readonly ownFirewall: boolean;
}

/** What etcd reads its settings from: TLS with certificates of the pair on both sides, and no other way in. */
export function etcdEnvironment({ pair, key, hosts }: EtcdPlan, tls: TlsFiles): string {
    const { address } = hosts.find((host) => host.key === key) as EtcdHost;
    const at = (host: string, port: number) => `https://${host}:${port}`;
    const secure = (prefix: string) => ({
        [`ETCD_${prefix}CERT_FILE`]: tls.certificate,
        [`ETCD_${prefix}KEY_FILE`]: tls.key,
        [`ETCD_${prefix}TRUSTED_CA_FILE`]: tls.ca,
        [`ETCD_${prefix}CLIENT_CERT_AUTH`]: "true",
    });
    const values = {
        ETCD_NAME: key,
        ETCD_DATA_DIR: "/var/lib/etcd/standby",
        ETCD_LISTEN_PEER_URLS: at(address, ETCD_PEER_PORT),
        ETCD_LISTEN_CLIENT_URLS: at(address, ETCD_CLIENT_PORT),
        ETCD_INITIAL_ADVERTISE_PEER_URLS: at(address, ETCD_PEER_PORT),
        ETCD_ADVERTISE_CLIENT_URLS: at(address, ETCD_CLIENT_PORT),
        ETCD_INITIAL_CLUSTER: hosts.map((host) => `${host.key}=${at(host.address, ETCD_PEER_PORT)}`).join(","),
        ETCD_INITIAL_CLUSTER_TOKEN: pair,
        ETCD_INITIAL_CLUSTER_STATE: "new",
        ...secure(""),
        ...secure("PEER_"),
        ETCD_ENABLE_V2: "false",
        // Milliseconds: the hosts may be at two sites, and their disks busy.
        ETCD_HEARTBEAT_INTERVAL: "500",
        ETCD_ELECTION_TIMEOUT: "2500",
        ETCD_AUTO_COMPACTION_RETENTION: "1",
        ETCD_LOG_LEVEL: "warn",
    };
    return Object.entries(values)
        .map(([name, value]) => `${name}=${value}\n`)
        .join("");
}

/** What the unit has otherwise on members and on the witness. */
interface EtcdUnit {
    /** Who may read the key. */
    readonly group: string;
    /** The unit that gets the certificate, if one does. */
    readonly certificate: string;
    /** What runs before each start. */
    readonly before: string;
}

function shared(plan: EtcdPlan, tls: TlsFiles, { group, certificate, before }: EtcdUnit): BundlePart {
    const others = plan.hosts.filter(({ key }) => key !== plan.key).map(({ address }) => address);
    const rules = packetRulesPart("etcd", acceptFrom(others, [ETCD_CLIENT_PORT, ETCD_PEER_PORT]));
    const walled = plan.ownFirewall;
    return {
        packages: etcdPackages,
        files: [
            { path: ENVIRONMENT, content: etcdEnvironment(plan, tls) },
            filled(ME, UNIT, { group, certificate, before }),
            verbatim(ME, `${SYSTEM}/etcd.service.d/standby.conf`),
            ...["etcd/join", "status.d/etcd"].map((name) => verbatim(ME, `${LIBRARY}/${name}`, { mode: "0755" })),
            ...(walled ? rules.files : []),
        ],
        checks: walled ? rules.checks : [],
        units: [
            ...(walled ? [{ name: "nftables.service", reloadOn: rules.files.map(({ path }) => path) }] : []),
            { name: "standby-quorum.service", restartOn: [UNIT, ENVIRONMENT] },
        ],
    };
}

/** etcd on a member, whose certificate it shares. */
export function memberEtcdPart(plan: EtcdPlan): BundlePart {
    return shared(plan, MEMBER_TLS, { group: "postgres", certificate: "", before: `ExecStartPre=+${FIRST}` });
}

/** etcd on the witness, with a certificate of the authority that is on the same host. */
export function witnessEtcdPlan(plan: EtcdPlan, hostName: string): Bundle {
    const timer = `${SYSTEM}/standby-quorum-certificate.timer`;
    const unit = { group: "etcd", certificate: "standby-quorum-certificate.service", before: "" };
    const part = shared(plan, WITNESS_TLS, unit);
    return joined(
        "quorum",
        {
            folders: [{ path: "/etc/standby", mode: "0711" }],
            files: [
                { path: "/etc/standby/etcd.conf", content: `PAIR='${plan.pair}'\nHOST='${hostName}'\n` },
                verbatim(ME, `${LIBRARY}/etcd/certificate`, { mode: "0755" }),
                verbatim(ME, `${SYSTEM}/standby-quorum-certificate.service`),
                verbatim(ME, timer),
            ],
            units: [{ name: "standby-quorum-certificate.timer", restartOn: [timer] }],
        },
        part,
    );
}
