import type { BackupMxTopology, MemberTopology } from "../components/backup-mx/topology";

export type { BackupMxTopology, MemberTopology } from "../components/backup-mx/topology";

/** The pair in a stack's outputs. Throws when the stack was never brought up. */
export function topologyOf(outputs: Record<string, unknown>): BackupMxTopology {
    const { topology } = outputs as { topology?: BackupMxTopology };
    if (topology) return topology;
    throw new Error("the stack has no pair yet: `npm run lab` brings it up");
}

/** The member called `word`: `a`, `b`, or its full host name. Pure. */
export function findMember({ members }: BackupMxTopology, word: string | undefined): MemberTopology {
    const found = Object.entries(members).find(([key, { name }]) => word === key || word === name);
    if (found) return found[1];
    const known = Object.entries(members).map(([key, { name }]) => `${key} (${name})`);
    const said = word === undefined ? "no member given" : `no member "${word}"`;
    throw new Error(`${said}: the members are ${known.join(" and ")}`);
}

/** The id of a member's machine, for those that the lab made. Pure. */
export function machineOf(member: MemberTopology): string {
    if (member.instanceId !== undefined) return member.instanceId;
    throw new Error(`${member.name} is not a machine of this lab: the program only knows its address`);
}
