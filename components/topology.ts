/** One host in plain data. */
export interface MemberTopology {
    readonly name: string;
    readonly role: string;
    readonly address: string;
    /** False for a host that is left alone. */
    readonly managed: boolean;
    /** Id of the machine, where we made it. */
    readonly instanceId?: string;
}

/** Both hosts. */
export interface MembersTopology {
    readonly a: MemberTopology;
    readonly b: MemberTopology;
}

/** The host that knows who is primary. */
export interface WitnessTopology {
    /** Full host name. */
    readonly name: string;
    readonly address: string;
    /** Id of the machine, where we made it. */
    readonly instanceId?: string;
}

/** One DNS record of the pair. */
export interface RecordTopology {
    readonly name: string;
    readonly type: string;
    readonly content: string;
    readonly ttl: number;
    /** MX preference. */
    readonly priority?: number;
}

/** What every pair's plain data has. */
export interface PairTopology {
    /** Which kind of pair it is, such as backup-mx. */
    readonly pair: string;
    readonly name: string;
    readonly zone: string;
    readonly members: MembersTopology;
    readonly records: RecordTopology[];
}
