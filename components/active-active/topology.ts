import type { PairTopology, WitnessTopology } from "../topology";

/** How users reach the pair. */
export interface ActiveActiveEndpointTopology {
    /** "dns". */
    readonly kind: string;
    /** Full name that users connect to, as a list of one. */
    readonly hosts: string[];
}

/** The pair in plain data: what status, diagram and drills work from. */
export interface ActiveActiveTopology extends PairTopology {
    readonly witness: WitnessTopology;
    /** "active-passive" or "dual-primary". */
    readonly mode: string;
    readonly domains: string[];
    /** Full name that users connect to. */
    readonly serviceName: string;
    /** The member that served at the last `up`; the witness knows who does now. */
    readonly primary: string;
    /** Addresses of the members in their private network, by key. */
    readonly linkAddresses: Readonly<Record<string, string>>;
}
