import { nextId, type CloudState } from "../state";
import { refuse } from "./errors";
import type { FirewallDevice } from "./model";
import { findById } from "./read-input";
import { linodeTime } from "./time";

/** Puts a Linode under a firewall. One firewall a Linode, as at Linode. `field`: where the caller named it. */
export function attach(
    state: CloudState,
    now: Date,
    firewallId: number,
    linodeId: number,
    field: string,
): FirewallDevice {
    const firewall = findById(state.firewalls, firewallId);
    if (!firewall) throw refuse(`Firewall ${firewallId} was not found`, field);
    if (!findById(state.instances, linodeId)) throw refuse(`Linode ${linodeId} was not found`, field);
    const holder = state.firewalls.find(({ devices }) => devices.some((device) => device.linodeId === linodeId));
    if (holder) throw refuse(`Linode ${linodeId} is already assigned to firewall ${holder.id}`, field);
    const device: FirewallDevice = { id: nextId(state, "device"), linodeId, created: linodeTime(now) };
    firewall.devices.push(device);
    return device;
}
