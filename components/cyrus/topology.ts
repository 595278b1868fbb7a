import type { PairTopology, WitnessTopology } from "../topology";

/** One instance in plain data. */
export interface CyrusInstanceTopology {
    readonly name: string;
    /** Keys of its two hosts. */
    readonly members: string[];
    /** The member that was the primary at the last `up`; the witness knows who is now. */
    readonly primary: string;
    readonly domains: string[];
    /** Full name that users connect to. */
    readonly serviceName: string;
    /** "dns", "proxy" or "floating". */
    readonly endpoint: string;
    /** Addresses that the name leads to. */
    readonly addresses: string[];
    readonly durability: string;
}

/** How users reach an instance. */
export interface CyrusEndpointTopology {
    /** "dns", "proxy" or "floating". */
    readonly kind: string;
    /** Full name that users connect to, as a list of one. */
    readonly hosts: string[];
}

/** A further host in plain data. */
export interface CyrusHostTopology {
    /** Its short name. */
    readonly key: string;
    readonly name: string;
    readonly address: string;
    readonly instanceId?: string;
}

/** The Murder in front of the pair. */
export interface CyrusMurderTopology {
    readonly mupdate: CyrusHostTopology;
    readonly frontends: CyrusHostTopology[];
    /** Full name that users connect to, and the address that it leads to. */
    readonly serviceName: string;
    readonly address: string;
}

/** The pair in plain data: what status, diagram and drills work from. */
export interface CyrusTopology extends PairTopology {
    /** Hosts beside a and b. */
    readonly replicas: CyrusHostTopology[];
    readonly witness: WitnessTopology;
    readonly instances: CyrusInstanceTopology[];
    readonly murder?: CyrusMurderTopology;
}
