import { Problem, shown } from "../problems";
import { RoleMemberArgs } from "./args";

/** Codes of the refusals on a host that may be overridden; each is explained in docs/runbooks/roles.md. */
export const OVERRIDABLE = [
    ...["apply-stopped", "disk-full", "older-version", "own-transactions", "lag", "parity"],
    ...["recent-failover", "not-in-sync", "events-unknown", "not-applied", "behind-other"],
    "log-broken",
] as const;

/** What a program says of roles. */
export interface RoleWords {
    readonly a: RoleMemberArgs;
    readonly b: RoleMemberArgs;
    readonly primary?: string;
    readonly lost?: string;
    readonly lostConfirmed?: string;
    readonly rejoin?: string;
    readonly override?: readonly string[];
}

/** The words by which a human says that a host, which we cannot power off, is off. */
export function confirmation(hostName: string): string {
    return `${hostName} is switched off`;
}

function aMember(property: "primary" | "lost" | "rejoin", { [property]: member }: RoleWords): Problem[] {
    if (member === undefined || member === "a" || member === "b") return [];
    return [{ property, reason: `${shown(member)} is not a member: "a" or "b"` }];
}

function lostProblems({ a, b, primary = "a", lost, lostConfirmed, rejoin }: RoleWords): Problem[] {
    if (lost !== "a" && lost !== "b") {
        if (lostConfirmed === undefined) return [];
        return [{ property: "lostConfirmed", reason: `nothing is lost: say which member with lost, or take it out` }];
    }
    const problems: Problem[] = [];
    const other = lost === "a" ? "b" : "a";
    if (lost === primary) {
        const reason = `"${lost}" is to be the primary, and cannot be lost: set primary to "${other}"`;
        problems.push({ property: "lost", reason });
    }
    if (lost === rejoin) {
        const reason = `"${lost}" cannot be lost and come back in one program: take one of lost and rejoin out`;
        problems.push({ property: "rejoin", reason });
    }
    const { existing, hostName } = lost === "a" ? a : b;
    if (existing && typeof hostName !== "string") {
        const reason = "must be plain text while this member is lost: the words that confirm it name the host";
        problems.push({ property: `${lost}.hostName`, reason });
    } else if (existing && lostConfirmed !== confirmation(String(hostName))) {
        const reason =
            `${shown(lostConfirmed)} does not confirm it: we cannot power "${String(hostName)}" off. ` +
            `Switch it off, look that it is, and write exactly ${shown(confirmation(String(hostName)))}`;
        problems.push({ property: "lostConfirmed", reason });
    }
    return problems;
}

/** Everything that can be wrong with what a program says of roles. */
export function roleProblems(args: RoleWords): Problem[] {
    const codes = (args.override ?? []).flatMap((code, index) => {
        if ((OVERRIDABLE as readonly string[]).includes(code)) return [];
        const reason = `${shown(code)} is no refusal that can be overridden: ${OVERRIDABLE.join(", ")}`;
        return [{ property: `override[${index}]`, reason }];
    });
    return [
        ...aMember("primary", args),
        ...aMember("lost", args),
        ...aMember("rejoin", args),
        ...lostProblems(args),
        ...codes,
    ];
}
