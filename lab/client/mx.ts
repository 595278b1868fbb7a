import { Resolver } from "node:dns/promises";

const TIMEOUT_MS = 2000;

/** A host that takes mail for a domain. */
export interface MailHost {
    readonly name: string;
    readonly address: string;
    readonly preference: number;
}

/** The mail hosts of `domain`, in the order in which a sender tries them, as the resolver at this address tells. */
export async function mailHosts(resolverAddress: string, domain: string): Promise<MailHost[]> {
    const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 3 });
    resolver.setServers([resolverAddress]);
    const records = await resolver.resolveMx(domain);
    records.sort((one, other) => one.priority - other.priority);
    const hosts = records.map(async ({ exchange, priority }) => {
        const [address] = await resolver.resolve4(exchange);
        if (address === undefined) throw new Error(`${exchange}, an MX of ${domain}, has no address`);
        return { name: exchange.toLowerCase(), address, preference: priority };
    });
    return Promise.all(hosts);
}
