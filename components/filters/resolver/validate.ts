import { addressProblems } from "../../host/validate";
import { Problem, shown } from "../../problems";
import { Resolver } from "./args";

/** Resolvers of the public, whom blocklists do not answer: Google, Cloudflare, Quad9, OpenDNS. */
const PUBLIC = [
    ...["8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "149.112.112.112"],
    ...["208.67.222.222", "208.67.220.220"],
];
/** A zone may be of one label, like "internal". */
const ZONE = /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

function forwarder(property: string, address: string): Problem[] {
    if (!PUBLIC.includes(address)) return addressProblems(property, address);
    const reason = `"${address}" is a public resolver, which blocklists do not answer: name one of your own network, or leave forwardTo out`;
    return [{ property, reason }];
}

function zone(property: string, name: string): Problem[] {
    if (ZONE.test(name)) return [];
    const reason =
        name === "."
            ? '"." is every name there is, and then nothing would be checked: name your private zones'
            : `${shown(name)} is not a zone: a name in lower case without a dot at its end, like "corp.example.com"`;
    return [{ property, reason }];
}

/** Everything that can be wrong with a resolver. */
export function resolverProblems(property: string, { forwardTo, unsignedZones }: Resolver): Problem[] {
    return [
        ...forwardTo.flatMap((address, index) => forwarder(`${property}.forwardTo[${index}]`, address)),
        ...unsignedZones.flatMap((name, index) => zone(`${property}.unsignedZones[${index}]`, name)),
    ];
}
