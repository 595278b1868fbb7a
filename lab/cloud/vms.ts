import type { PairKind } from "../kinds";
import { kindOfMember } from "../members";
import type { LabSettings } from "./state";

/** Whether a Linode of that label becomes a virtual machine: the lab says so, not the program that asks for it. Pure. */
export function isVm({ vms = [] }: LabSettings, label: string): boolean {
    return vms.some((pattern) => expression(pattern).test(label));
}

/** The kind of pair whose packages a virtual machine of that label has from the start, if any. Pure. */
export function vmKind({ vmKinds = [] }: LabSettings, label: string): PairKind | undefined {
    const kind = kindOfMember(label);
    return kind && vmKinds.includes(kind) ? kind : undefined;
}

function expression(pattern: string): RegExp {
    const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`);
}
