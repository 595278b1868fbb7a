import { others, self } from "../../database/member-plan";
import { WRITABLE } from "../../database/endpoint/haproxy";
import { Bundle, BundlePart, joined } from "../../ops/bundle";
import { HostFile } from "../../ops/file";
import { verbatim } from "../../ops/host-file";
import { acceptFrom, packetRulesPart } from "../../ops/packet-rules";
import { memberPlan, packages as pairPackages } from "../plan";
import { etcdHosts, PatroniPlan, patroniConfig, REST_PORT, restAccess } from "./config";
import { etcdPackages, memberEtcdPart } from "./etcd";

const ME = "postgres/patroni";
const LIBRARY = "/usr/local/lib/standby";
const SYSTEM = "/etc/systemd/system";
const UNIT = `${SYSTEM}/standby-patroni.service`;
const AGENT = `${SYSTEM}/standby-patroni-agent.service`;
const CONFIG = "/etc/standby/patroni.yml";
const HBA = "/etc/postgresql/15/main/pg_hba.conf";
const SETTINGS = ["90", "91"].map((number) => `/etc/postgresql/15/main/conf.d/${number}-standby.conf`);
const CUSTOM = "/etc/standby/patroni.conf";
const PROGRAMS = [
    ...["patroni/lib", "patroni/run", "patroni/start", "patroni/agent", "patroni/declare"].map(
        (name) => `${LIBRARY}/${name}`,
    ),
    ...["role/peer", "verbs/promote", "status.d/postgres", "certificate-changed"].map((name) => `${LIBRARY}/${name}`),
];

/** Debian packages of each data member. */
export const packages = [...pairPackages, "patroni", ...etcdPackages, "curl"] as const;

/** What moves the roles of a pair: none of it may be there while the quorum decides. */
const OF_ROLES = [
    `${SYSTEM}/standby-role.service`,
    `${SYSTEM}/standby-join.service`,
    `${SYSTEM}/standby-promote.path`,
    `${SYSTEM}/standby-promote.service`,
    ...["demote", "rejoin", "fence", "unfence"].map((verb) => `${LIBRARY}/verbs/${verb}`),
];

/**
 * A member of the pair without its agent of roles. All else stays as it is: until it is a standby's turn to move it goes on
 * as it is, and the way back finds everything.
 */
export function withoutRoles(bundle: Bundle, replaced: readonly string[]): BundlePart {
    const gone = [...OF_ROLES, ...replaced];
    const units = (bundle.units ?? []).filter(({ name }) => {
        return !OF_ROLES.includes(`${SYSTEM}/${name}`) && !name.startsWith("postgresql@");
    });
    return {
        ...bundle,
        files: (bundle.files ?? []).filter(({ path }) => !gone.includes(path)),
        units,
        checks: (bundle.checks ?? []).filter((check) => !check.includes("may-return")),
        // Whether the server runs is Patroni's affair, and comes later.
        probes: (bundle.probes ?? []).filter((probe) => !probe.includes("pg_isready")),
    };
}

/** The words between the members of a pair, for as long as one of them still is a pair's. */
function wordsOfPair(bundle: Bundle): HostFile {
    const words = (bundle.files ?? []).find(({ path }) => path === `${LIBRARY}/role/peer`) as HostFile;
    return { ...words, path: `${LIBRARY}/role/peer-of-pair` };
}

/** Patroni asks its own server where it is by a connection for replication. */
function withOwnLogin(file: HostFile): HostFile {
    return { ...file, content: `${file.content}local replication +standby_replication scram-sha-256\n` };
}

function patroniPart(plan: PatroniPlan): BundlePart {
    const peers = others(plan).map(({ address }) => address);
    const rules = packetRulesPart("patroni", acceptFrom(peers, [REST_PORT]));
    const walled = plan.ownFirewall;
    const written = { mode: "0640", owner: "root:postgres" };
    return {
        packages,
        files: [
            { path: CONFIG, content: patroniConfig(plan), ...written },
            { path: "/etc/standby/patroni.curl", content: restAccess(plan), mode: "0600" },
            verbatim(ME, CUSTOM),
            ...[UNIT, AGENT].map((path) => verbatim(ME, path)),
            verbatim(ME, `${SYSTEM}/postgresql@15-main.service.d/patroni.conf`),
            ...[...PROGRAMS, `${LIBRARY}/patroni/may-move`].map((path) => verbatim(ME, path, { mode: "0755" })),
            ...(walled ? rules.files : []),
        ],
        checks: [`sh "$STAGE${LIBRARY}/patroni/may-move"`, ...(walled ? rules.checks : [])],
        units: [
            ...(walled ? [{ name: "nftables.service", reloadOn: rules.files.map(({ path }) => path) }] : []),
            { name: "standby-patroni.service", restartOn: [UNIT], reloadOn: [CONFIG, CUSTOM, ...SETTINGS, HBA] },
            { name: "standby-patroni-agent.service", restartOn: [AGENT, `${LIBRARY}/patroni/agent`] },
        ],
        probes: ["systemctl is-active -q standby-patroni.service"],
    };
}

/** Exporters show the member's certificate: they begin when it is there. */
function exportersPart({ metricsFrom }: PatroniPlan): BundlePart {
    if (metricsFrom.length === 0) return {};
    const dropIn = (kind: string) => `${SYSTEM}/prometheus-${kind}-exporter.service.d/certificate.conf`;
    return { files: ["postgres", "node"].map((kind) => verbatim(ME, dropIn(kind))) };
}

/** The whole service phase of one data member. */
export function patroniMemberPlan(plan: PatroniPlan): Bundle {
    const hosts = [...plan.members, { key: "witness", address: plan.witness.address }];
    const pair = memberPlan(plan);
    const endpoints = etcdHosts(plan).map((host) => `https://${host}`);
    const conf = (pair.files ?? []).find(({ path }) => path === "/etc/standby/role.conf") as HostFile;
    const known = { ...conf, content: `${conf.content}ETCD_ENDPOINTS='${endpoints.join(",")}'\n` };
    const hba = (pair.files ?? []).find(({ path }) => path === HBA) as HostFile;
    const replaced = [...PROGRAMS, conf.path, HBA, ...(plan.endpoint === "haproxy" ? [WRITABLE] : [])];
    const writable = plan.endpoint === "haproxy" ? [verbatim(ME, WRITABLE, { mode: "0755" })] : [];
    return joined(
        "service",
        withoutRoles(pair, replaced),
        { files: [known, withOwnLogin(hba), wordsOfPair(pair), ...writable] },
        memberEtcdPart({ pair: plan.pair, key: self(plan).key, hosts, ownFirewall: plan.ownFirewall }),
        patroniPart(plan),
        exportersPart(plan),
    );
}
