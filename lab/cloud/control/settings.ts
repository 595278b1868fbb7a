import type { PairKind } from "../../kinds";
import { isPairKind } from "../../members";
import type { LabSettings } from "../state";
import { ControlError } from "./errors";

/** The settings that a request changes; throws for what is none. */
export function readSettings({ mailPorts, vms, vmKinds }: Record<string, unknown>): Partial<LabSettings> {
    if (mailPorts === undefined && vms === undefined && vmKinds === undefined)
        throw new ControlError(400, "mailPorts, vms or vmKinds must be given");
    if (mailPorts !== undefined && mailPorts !== "open" && mailPorts !== "closed") {
        throw new ControlError(400, `mailPorts: ${JSON.stringify(mailPorts)}: must be "open" or "closed"`);
    }
    if (vms !== undefined && !(Array.isArray(vms) && vms.every((one) => typeof one === "string" && one !== ""))) {
        throw new ControlError(400, `vms: ${JSON.stringify(vms)}: must be a list of labels, in which * is any text`);
    }
    if (vmKinds !== undefined && !(Array.isArray(vmKinds) && vmKinds.every(isPairKind))) {
        throw new ControlError(400, `vmKinds: ${JSON.stringify(vmKinds)}: must be a list of kinds of pairs`);
    }
    return {
        ...(mailPorts === undefined ? {} : { mailPorts }),
        ...(vms === undefined ? {} : { vms: vms as string[] }),
        ...(vmKinds === undefined ? {} : { vmKinds: vmKinds as PairKind[] }),
    };
}
