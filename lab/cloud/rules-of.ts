import type { LabRules, MachineFirewall, PacketRule } from "./ground";
import { vlansOf } from "./linode/interfaces";
import type { FirewallRule, Instance } from "./linode/model";
import type { CloudState, Cut } from "./state";

/** The packet rules that the state asks for. A machine without an enabled firewall takes and sends everything. */
export function rulesOf(state: CloudState): LabRules {
    return {
        machines: state.instances.map((instance) => machineFirewall(state, instance)),
        mailPortsOpen: state.settings.mailPorts === "open",
        cuts: state.cuts.flatMap((cut) => pathsOf(state, cut)),
        ...(state.instances.some((one) => vlansOf(one).length > 0) ? { vlanCuts: vlanCuts(state) } : {}),
    };
}

/** A cut between two machines goes through their VLANs too. */
function vlanCuts(state: CloudState): { from: number; to: number }[] {
    return state.cuts.flatMap(({ a, b, oneWay }) => {
        const [from, to] = [a, b].map((end) => state.instances.find(({ id }) => String(id) === end)?.id);
        if (from === undefined || to === undefined) return [];
        return oneWay
            ? [{ from, to }]
            : [
                  { from, to },
                  { from: to, to: from },
              ];
    });
}

function machineFirewall(state: CloudState, { id, ipv4, ipv6 }: Instance): MachineFirewall {
    const firewall = state.firewalls.find(
        (one) => one.status === "enabled" && one.devices.some((device) => device.linodeId === id),
    );
    if (!firewall) return { ipv4, ipv6, inboundPolicy: "ACCEPT", outboundPolicy: "ACCEPT", inbound: [], outbound: [] };
    return {
        ipv4,
        ipv6,
        inboundPolicy: firewall.rules.inbound_policy,
        outboundPolicy: firewall.rules.outbound_policy,
        inbound: firewall.rules.inbound.map(packetRule),
        outbound: firewall.rules.outbound.map(packetRule),
    };
}

function packetRule(rule: FirewallRule): PacketRule {
    const { protocol, ports, action, addresses } = rule;
    return { protocol, action, ...(ports ? { ports } : {}), ...addresses };
}

function pathsOf(state: CloudState, cut: Cut): { from: string; to: string }[] {
    const paths = addressesOfEnd(state, cut.a).flatMap((from) =>
        addressesOfEnd(state, cut.b)
            .filter((to) => to.includes(":") === from.includes(":"))
            .map((to) => ({ from, to })),
    );
    return cut.oneWay
        ? paths
        : paths.flatMap(({ from, to }) => [
              { from, to },
              { from: to, to: from },
          ]);
}

function addressesOfEnd(state: CloudState, end: string): string[] {
    const instance = state.instances.find((one) => String(one.id) === end);
    return instance ? [instance.ipv4, instance.ipv6] : [end];
}
