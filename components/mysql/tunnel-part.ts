import { BundlePart } from "../ops/bundle";
import { filled, shipped, verbatim } from "../ops/host-file";
import { fill } from "../ops/template";
import { knownHosts, RoleMember, sshHosts } from "../roles/role-part";
import { MySqlSettings } from "./args";

/** The key that one member opens its tunnels with. */
export interface TunnelKeys {
    readonly privateKey: string;
    readonly publicKey: string;
}

interface Tunnel {
    readonly settings: Pick<MySqlSettings, "tunnelUser" | "tunnelPort" | "linkPort">;
    readonly member: string;
    readonly members: readonly RoleMember[];
    readonly tunnelKeys: Readonly<Record<string, TunnelKeys>>;
}

const FOLDER = "/etc/standby/tunnel";
const SYSTEM = "/etc/systemd/system";
const SSHD = "/etc/ssh/sshd_config.d/30-standby-tunnel.conf";
/** A number that files can name; above those of packages, beside that of the witness. */
const UID = 5102;

function unitOf(key: string): string {
    return `mysql-tunnel-${key}.service`;
}

/**
 * SSH tunnels to every other member: a port on the loopback here is MariaDB there. They stand on every member, whatever its
 * role, so that a switch has nothing to start. Their account can do nothing else.
 */
export function tunnelPart({ settings, member, members, tunnelKeys }: Tunnel): BundlePart {
    const { tunnelUser, tunnelPort, linkPort } = settings;
    const others = members.filter(({ key }) => key !== member);
    const owned = { mode: "0600", owner: `${tunnelUser}:${tunnelUser}` };
    const hosts = sshHosts(others.map(({ key, address }) => ({ key, address, user: tunnelUser })));
    const accepted = others.map(
        ({ key }) =>
            `restrict,port-forwarding,permitopen="127.0.0.1:3306" ${tunnelKeys[key].publicKey} standby-${key}\n`,
    );
    // A file for each, not a template with instances: a unit goes with its file when the link is another one.
    const template = shipped("mysql", `${SYSTEM}/mysql-tunnel.service.tmpl`);
    const units = others.map(({ key }, index) => ({
        path: `${SYSTEM}/${unitOf(key)}`,
        content: fill(template, { tunnelUser, member: key, port: tunnelPort + index }),
    }));
    const shared = [
        filled("mysql", `${FOLDER}/config`, { tunnelUser, linkPort, hosts }, owned),
        { path: `${FOLDER}/known_hosts`, content: knownHosts(others), ...owned },
        { path: `${FOLDER}/key`, content: tunnelKeys[member].privateKey, ...owned },
    ];
    const program = verbatim("mysql", "/usr/local/lib/standby/tunnel", { mode: "0755" });
    const restartOn = [program, ...shared].map(({ path }) => path);
    return {
        users: [{ name: tunnelUser, uid: UID, home: FOLDER }],
        folders: [{ path: FOLDER, mode: "0755" }],
        files: [
            ...units,
            program,
            ...shared,
            filled("mysql", SSHD, { tunnelUser }),
            { path: `/etc/ssh/standby/${tunnelUser}`, content: accepted.join("") },
        ],
        checks: [`/usr/sbin/sshd -t -f "$STAGE${SSHD}"`],
        units: [
            { name: "ssh.service", reloadOn: [SSHD] },
            ...others.map(({ key }) => ({
                name: unitOf(key),
                restartOn: [...restartOn, `${SYSTEM}/${unitOf(key)}`],
            })),
        ],
    };
}
