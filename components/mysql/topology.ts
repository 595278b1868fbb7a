import type { MembersTopology, MemberTopology, PairTopology } from "../topology";

/** A member as the last `up` knew it. */
export interface MySqlMemberTopology extends MemberTopology {
    readonly role: "primary" | "standby";
}

/** Both members. */
export interface MySqlMembersTopology extends MembersTopology {
    readonly a: MySqlMemberTopology;
    readonly b: MySqlMemberTopology;
}

/** A further copy of the data. */
export interface ReplicaTopology {
    /** Its short name, such as dc2. */
    readonly key: string;
    /** Full host name. */
    readonly name: string;
    readonly address: string;
    /** Whether it may become the primary. */
    readonly promotable: boolean;
    /** Id of the machine, where we made it. */
    readonly instanceId?: string;
}

/** The host that knows who is primary. */
export interface WitnessTopology {
    /** Full host name. */
    readonly name: string;
    readonly address: string;
    /** Id of the machine, where we made it. */
    readonly instanceId?: string;
}

/** The pair in plain data: what status, diagram and drills work from. */
export interface MySqlTopology extends PairTopology {
    readonly pair: "mysql";
    readonly members: MySqlMembersTopology;
    readonly replicas: ReplicaTopology[];
    readonly witness: WitnessTopology;
    /** Who was primary at the last `up`; the witness knows who is now. */
    readonly primary: "a" | "b";
    /** TCP port of the database. */
    readonly port: number;
}
