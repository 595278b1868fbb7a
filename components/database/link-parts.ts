import { wireguardPart } from "../link/wireguard-part";
import { BundlePart } from "../ops/bundle";
import { ReplicatedPlan } from "./member-plan";
import { DatabaseServer } from "./server";
import { tunnelPart } from "./tunnel-part";

/** What the link between the members needs beside the server itself; nothing where that is the link. */
export function linkParts(plan: ReplicatedPlan, server: DatabaseServer): BundlePart[] {
    const { settings, member, ownFirewall, wireguard } = plan;
    if (settings.link === "ssh-tunnel") return [tunnelPart(plan, server)];
    if (!wireguard) return [];
    const members = plan.members.flatMap(({ key, address, wireguard: end }) => (end ? [{ key, address, ...end }] : []));
    const served = { tcpPorts: [server.port], service: server.unit };
    return [wireguardPart({ member, members, ownFirewall, ...wireguard, ...served })];
}
