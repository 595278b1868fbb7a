import { BundlePart } from "../ops/bundle";
import { filled, shipped } from "../ops/host-file";
import { fill } from "../ops/template";
import { knownHosts, sshHosts } from "../roles/role-part";
import { others, ReplicatedPlan } from "./member-plan";
import { DatabaseServer } from "./server";

type Tunnel = Pick<ReplicatedPlan, "settings" | "member" | "members" | "tunnelKeys">;

const FOLDER = "/etc/standby/tunnel";
const SYSTEM = "/etc/systemd/system";
const SSHD = "/etc/ssh/sshd_config.d/30-standby-tunnel.conf";
const PROGRAM = "/usr/local/lib/standby/tunnel";
/** A number that files can name; above those of packages, beside that of the witness. */
const UID = 5102;

/**
 * SSH tunnels to every other member: a port on the loopback here is the database there. They stand on every member, whatever
 * its role, so that a switch has nothing to start. Their account can do nothing else.
 */
export function tunnelPart(plan: Tunnel, { kind, title, port }: DatabaseServer): BundlePart {
    const { tunnelUser, tunnelPort, linkPort } = plan.settings;
    const peers = others(plan);
    const owned = { mode: "0600", owner: `${tunnelUser}:${tunnelUser}` };
    const hosts = sshHosts(peers.map(({ key, address }) => ({ key, address, user: tunnelUser })));
    const accepted = peers.map(({ key }) => {
        const may = `restrict,port-forwarding,permitopen="127.0.0.1:${port}"`;
        return `${may} ${plan.tunnelKeys[key].publicKey} standby-${key}\n`;
    });
    const unitOf = (key: string) => `${kind}-tunnel-${key}.service`;
    // A file for each, not a template with instances: a unit goes with its file when the link is another one.
    const template = shipped("database", `${SYSTEM}/database-tunnel.service.tmpl`);
    const units = peers.map(({ key }, index) => ({
        path: `${SYSTEM}/${unitOf(key)}`,
        content: fill(template, { server: title, tunnelUser, member: key, port: tunnelPort + index }),
    }));
    const shared = [
        filled("database", `${FOLDER}/config`, { tunnelUser, linkPort, hosts }, owned),
        { path: `${FOLDER}/known_hosts`, content: knownHosts(peers), ...owned },
        { path: `${FOLDER}/key`, content: plan.tunnelKeys[plan.member].privateKey, ...owned },
    ];
    const program = filled("database", PROGRAM, { server: title, port }, { mode: "0755" });
    const restartOn = [program, ...shared].map(({ path }) => path);
    return {
        users: [{ name: tunnelUser, uid: UID, home: FOLDER }],
        folders: [{ path: FOLDER, mode: "0755" }],
        files: [
            ...units,
            program,
            ...shared,
            filled("database", SSHD, { server: title, port, tunnelUser }),
            { path: `/etc/ssh/standby/${tunnelUser}`, content: accepted.join("") },
        ],
        checks: [`/usr/sbin/sshd -t -f "$STAGE${SSHD}"`],
        units: [
            { name: "ssh.service", reloadOn: [SSHD] },
            ...peers.map(({ key }) => ({
                name: unitOf(key),
                restartOn: [...restartOn, `${SYSTEM}/${unitOf(key)}`],
            })),
        ],
    };
}
