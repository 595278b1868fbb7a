/** What the shared parts must know of a kind of database server. */
export interface DatabaseServer {
    /** The kind of pair: in names of files and units on hosts. */
    readonly kind: string;
    /** What messages call the server. */
    readonly title: string;
    /** The unit that listens there. */
    readonly unit: string;
    /** TCP port of the database. Proxies listen at the next one, and members tell them whether they are open at the one after. */
    readonly port: number;
    /** How long a proxy keeps a session on which nothing is said, and why, for haproxy's configuration. */
    readonly idle: { readonly timeout: string; readonly reason: string };
}

/** Where the proxies listen. */
export function endpointPort({ port }: DatabaseServer): number {
    return port + 1;
}

/** Where a member tells proxies whether it is open for writes. */
export function checkPort({ port }: DatabaseServer): number {
    return port + 2;
}
