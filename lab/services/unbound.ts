import { mkdir } from "node:fs/promises";
import { connect } from "node:net";
import * as path from "node:path";
import type { LabNetwork } from "../net/network";
import { runningPid, startDaemon } from "./daemon";
import { serialAt } from "./query";
import { writeAtomically } from "./zone-store";

/** Names that unbound answers by itself, as not existing, unless told otherwise. In a lab all may be real. */
const NOT_BUILT_IN = [
    ["test", "invalid", "onion", "home.arpa"],
    ["10.in-addr.arpa", "168.192.in-addr.arpa", "254.169.in-addr.arpa"],
    Array.from({ length: 16 }, (_, n) => `${16 + n}.172.in-addr.arpa`),
    ["2.0.192.in-addr.arpa", "100.51.198.in-addr.arpa", "113.0.203.in-addr.arpa", "8.b.d.0.1.0.0.2.ip6.arpa"],
    ["d.f.ip6.arpa"],
].flat();

/**
 * The configuration of the resolver for the lab's machines. It starts at the lab's own root, so only the lab exists.
 * TTLs of records hold as they do outside; that something does not exist is believed for at most one second.
 */
export function renderUnboundConf(net: LabNetwork): string {
    // The resolver counts in whole seconds and keeps an answer to the end of its last one: a TTL of 0 lasts up to 1 s.
    const zones = NOT_BUILT_IN.map((name) => `    local-zone: "${name}." nodefault`);
    return `server:
    interface: ${net.gateway}
    do-ip6: no
    access-control: 0.0.0.0/0 refuse
    access-control: 127.0.0.0/8 allow
    access-control: ${net.subnet} allow
    chroot: ""
    username: ""
    directory: "/lab"
    pidfile: ""
    use-syslog: no
    logfile: ""
    num-threads: 1
    so-reuseport: no
    module-config: "iterator"
    qname-minimisation: no
    cache-max-negative-ttl: 0
    infra-host-ttl: 1
    infra-keep-probing: yes
${zones.join("\n")}
stub-zone:
    name: "."
    stub-addr: ${net.dns}
remote-control:
    control-enable: yes
    control-interface: /lab/control.sock
    control-use-cert: no
`;
}

/** Starts the resolver unless it runs. The authoritative server must be up: the root is asked as proof of readiness. */
export async function startUnbound(net: LabNetwork, dir: string, tree: string): Promise<void> {
    if (runningPid(dir) !== undefined) return;
    await mkdir(dir, { recursive: true });
    await writeAtomically(path.join(dir, "unbound.conf"), renderUnboundConf(net));
    const ready = async (): Promise<boolean> => (await serialAt(net.gateway, ".")) > 0;
    const argv = ["unbound", "-d", "-c", "/lab/unbound.conf"];
    await startDaemon({ dir, tree, netns: net.netns, argv, ready });
}

/** Makes the resolver forget what it knows of these zones and all below them. Nothing to do when it does not run. */
export async function forget(dir: string, zones: string[]): Promise<void> {
    const pid = runningPid(dir);
    if (pid === undefined) return;
    for (const zone of zones) await control(`/proc/${pid}/root/lab/control.sock`, `flush_zone ${zone}`);
}

/** What unbound-control does, without a process: a line goes in, an answer comes out. */
async function control(socket: string, command: string): Promise<void> {
    const connection = connect(socket);
    connection.write(`UBCT1 ${command}\n`);
    let answer = "";
    for await (const chunk of connection) answer += chunk;
    if (!answer.startsWith("ok")) throw new Error(`the resolver refused "${command}": ${answer.trim()}`);
}
