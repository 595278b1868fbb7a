import { Bundle } from "../ops/bundle";

/** What an `up` asks for; plain data. */
export interface Declaration {
    readonly primary: string;
    /** The instance whose role it is. @default the host has one role */
    readonly instance?: string;
    /** The member that is gone, and how it is known that it cannot write. */
    readonly lost?: { readonly member: string; readonly fenced: string };
    /** Codes of refusals that the program overrides. */
    readonly override: readonly string[];
    /** What says that a machine is another one: the declaration is looked at again. */
    readonly instances: readonly string[];
}

/** What hosts tell of their role after an `up`. */
export interface RoleState {
    readonly primary: string;
    readonly epoch: number;
    /** What the last change of roles may have lost, in words; "0: ..." when nothing. */
    readonly lossBound: string;
}

const DECLARE = "/usr/local/lib/standby/role/declare";

/**
 * The role step of an `up`, for the host that is declared to be the primary. The check is the transition itself: when it
 * fails, the declaration is not taken over, and the next `up` asks again.
 */
export function declarationBundle({ primary, instance, lost, override, instances }: Declaration): Bundle {
    const suffix = instance === undefined ? "" : `-${instance}`;
    const declared = `/etc/standby/declared${suffix}`;
    const meant = instance === undefined ? "" : `STANDBY_INSTANCE=${instance} `;
    const lines = [
        `primary ${primary}`,
        ...(lost ? [`lost ${lost.member}`, `fenced ${lost.fenced}`] : []),
        ...override.map((code) => `override ${code}`),
        ...instances.map((machine) => `instance ${machine}`),
    ];
    return {
        phase: `role${suffix}`,
        files: [{ path: declared, content: lines.join("\n") + "\n", mode: "0600" }],
        checks: [`${meant}${DECLARE} "$STAGE${declared}"`],
        tell: `/var/lib/standby/role${suffix}/last.json`,
    };
}

/** The role as a host told it, in the last line of what it said. */
export function roleState(said: string): RoleState {
    const { told } = JSON.parse(said.trim().split("\n").pop() ?? "") as { told?: RoleState };
    if (!told) throw new Error("the host told nothing of its role");
    return told;
}
