import { RoleMember, RoleSetup } from "../roles/role-part";
import { MySqlSettings } from "./args";

/** What the plan of a data member needs whatever its engine is; plain data. */
export interface MemberPlan {
    readonly pair: string;
    readonly settings: MySqlSettings;
    /** Whose plan it is. */
    readonly member: string;
    readonly members: readonly RoleMember[];
    readonly witness: RoleSetup["witness"];
    readonly privateKey: string;
    readonly sshPort: number;
    readonly ownFirewall: boolean;
    readonly clientsFrom: readonly string[];
}

/** The member whose plan it is, as the others see it. */
export function self({ members, member }: Pick<MemberPlan, "members" | "member">): RoleMember {
    const found = members.find(({ key }) => key === member);
    if (!found) throw new Error(`${member} is not among the members`);
    return found;
}
