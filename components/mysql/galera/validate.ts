import { between, Problem, shown } from "../../problems";
import type { MySqlPairArgs } from "../args";

const CACHE_MEGABYTES = { min: 64, max: 1024 * 1024 };
const NAME = /^[a-z]+\.[a-z0-9_]+$/;
const VALUE = /^[A-Za-z0-9.:/_-]+$/;
/** Each of them lets a minority, or a member that was cut off, take writes. */
const SPLITTING = ["pc.ignore_sb", "pc.ignore_quorum", "pc.bootstrap", "pc.weight", "pc.recovery", "pc.npvo"];
const OWN = ["gcache.size", "gcache.dir", "gcache.name", "gmcast.listen_addr", "ist.recv_addr", "ist.recv_bind"];

function option([name, value]: [string, string]): Problem[] {
    const property = `galera.providerOptions.${name}`;
    if (!NAME.test(name)) return [{ property, reason: `${shown(name)} is not a name of a Galera option` }];
    if (SPLITTING.includes(name)) {
        const reason = "would let a member take writes without a majority, and so make two histories: take it out";
        return [{ property, reason }];
    }
    if (OWN.includes(name) || name.startsWith("socket.") || name.startsWith("base_")) {
        return [{ property, reason: "is set by the pair itself: use the pair's own argument, or leave it" }];
    }
    if (VALUE.test(value)) return [];
    return [{ property, reason: `${shown(value)} must be one word without ";" and blanks` }];
}

/** What belongs to asynchronous replication, and would say nothing here. */
function foreign(args: MySqlPairArgs): Problem[] {
    const problems: Problem[] = [];
    const no = (property: keyof MySqlPairArgs, reason: string) => problems.push({ property, reason });
    if (args.endpoint !== "haproxy") {
        no("endpoint", 'must be "haproxy": with engine "galera" the proxies follow the active member by themselves');
    }
    if (args.link !== undefined && args.link !== "tls") no("link", 'must be "tls": Galera has its own connections');
    if (args.binlogFormat !== undefined && args.binlogFormat !== "ROW") {
        no("binlogFormat", 'must be "ROW", or be left out: Galera takes no other one');
    }
    if (args.durability !== undefined) {
        no("durability", "is of asynchronous replication: take it out, the majority has every commit");
    }
    if ((args.replicas ?? []).length > 0) no("replicas", 'are not there with engine "galera" yet: take them out');
    if ((args.metricsFrom ?? []).length > 0) no("metricsFrom", 'is not there with engine "galera" yet: take it out');
    if (args.backup !== undefined)
        no("backup", 'is not there with engine "galera" yet: take it out, and make your own');
    for (const word of ["lost", "lostConfirmed", "rejoin"] as const) {
        if (args[word] !== undefined) no(word, "is decided by the majority, without you: take it out");
    }
    if ((args.override ?? []).length > 0) no("override", 'says nothing with engine "galera": take it out');
    return problems;
}

/** Everything that can be wrong with what only one of the engines knows. */
export function engineProblems(args: MySqlPairArgs): Problem[] {
    const { engine = "mariadb", galera } = args;
    if (engine !== "mariadb" && engine !== "galera") {
        return [{ property: "engine", reason: `${shown(engine)} is no engine: "mariadb" or "galera"` }];
    }
    if (engine === "mariadb") {
        return galera ? [{ property: "galera", reason: 'is for engine "galera" only: take it out' }] : [];
    }
    const { cacheMegabytes = 512, providerOptions = {} } = galera ?? {};
    return [
        ...foreign(args),
        ...between("galera.cacheMegabytes", cacheMegabytes, " MB", CACHE_MEGABYTES),
        ...Object.entries(providerOptions).flatMap(option),
    ];
}

/** Settings of MariaDB that Galera needs as the pair sets them. */
export function ownSetting(name: string): boolean {
    const own = [
        "innodb_autoinc_lock_mode",
        "default_storage_engine",
        "innodb_force_primary_key",
        "innodb_doublewrite",
    ];
    return own.includes(name) || name.startsWith("wsrep_");
}
