import type { LabSettings } from "./state";

/** Whether a Linode of that label becomes a virtual machine: the lab says so, not the program that asks for it. Pure. */
export function isVm({ vms = [] }: LabSettings, label: string): boolean {
    return vms.some((pattern) => expression(pattern).test(label));
}

function expression(pattern: string): RegExp {
    const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`);
}
