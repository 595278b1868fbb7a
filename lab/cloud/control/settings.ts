import type { LabSettings } from "../state";
import { ControlError } from "./errors";

/** The settings that a request changes; throws for what is none. */
export function readSettings({ mailPorts, vms }: Record<string, unknown>): Partial<LabSettings> {
    if (mailPorts === undefined && vms === undefined) throw new ControlError(400, "mailPorts or vms must be given");
    if (mailPorts !== undefined && mailPorts !== "open" && mailPorts !== "closed") {
        throw new ControlError(400, `mailPorts: ${JSON.stringify(mailPorts)}: must be "open" or "closed"`);
    }
    if (vms !== undefined && !(Array.isArray(vms) && vms.every((one) => typeof one === "string" && one !== ""))) {
        throw new ControlError(400, `vms: ${JSON.stringify(vms)}: must be a list of labels, in which * is any text`);
    }
    return {
        ...(mailPorts === undefined ? {} : { mailPorts }),
        ...(vms === undefined ? {} : { vms: vms as string[] }),
    };
}
