import { GaleraArgs } from "./args";

/** Where certificate, key and authority lie on a host. */
export interface TlsFiles {
    readonly certificate: string;
    readonly key: string;
    readonly ca: string;
}

/** Ports of Galera: replication, and how a member that comes back gets what it lacks: a part, or a whole copy. */
export const GROUP_PORT = 4567;
export const PART_PORT = 4568;
export const COPY_PORT = 4444;

/** garbd takes no part in the choice of a cipher: one must be named, on all members alike. */
const CIPHER = "ECDHE-ECDSA-AES256-GCM-SHA384";

function joined(options: Readonly<Record<string, string | number>>): string {
    return Object.entries(options)
        .map(([name, value]) => `${name}=${value}`)
        .join(";");
}

function tlsOptions({ certificate, key, ca }: TlsFiles): Record<string, string> {
    return {
        "socket.ssl": "yes",
        "socket.ssl_cert": certificate,
        "socket.ssl_key": key,
        "socket.ssl_ca": ca,
        "socket.ssl_cipher": CIPHER,
    };
}

/** wsrep_provider_options of a data member, which listens on its own address alone. */
export function memberOptions(address: string, galera: GaleraArgs, tls: TlsFiles): string {
    const { cacheMegabytes = 512, providerOptions = {} } = galera;
    return joined({
        ...providerOptions,
        "gmcast.listen_addr": `ssl://${address}:${GROUP_PORT}`,
        "ist.recv_addr": `${address}:${PART_PORT}`,
        "gcache.size": `${cacheMegabytes}M`,
        ...tlsOptions(tls),
    });
}

/** The same for garbd; it must agree with the members on how long silence is a loss. */
export function arbitratorOptions(address: string, galera: GaleraArgs, tls: TlsFiles): string {
    const shared = Object.entries(galera.providerOptions ?? {}).filter(([name]) => /^(evs|gmcast|pc)\./.test(name));
    return joined({
        ...Object.fromEntries(shared),
        "gmcast.listen_addr": `ssl://${address}:${GROUP_PORT}`,
        ...tlsOptions(tls),
    });
}
