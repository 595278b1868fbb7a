import { BundlePart } from "../ops/bundle";
import { filled, verbatim } from "../ops/host-file";
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
const UNIT = "/etc/systemd/system/mysql-tunnel@.service";
const SSHD = "/etc/ssh/sshd_config.d/30-standby-tunnel.conf";
/** A number that files can name; above those of packages, beside that of the witness. */
const UID = 5102;

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
    const unit = filled("mysql", UNIT, { tunnelUser });
    const shared = [
        filled("mysql", `${FOLDER}/config`, { tunnelUser, linkPort, hosts }, owned),
        { path: `${FOLDER}/known_hosts`, content: knownHosts(others), ...owned },
        { path: `${FOLDER}/key`, content: tunnelKeys[member].privateKey, ...owned },
    ];
    const environments = others.map(({ key }, index) => ({
        path: `${FOLDER}/${key}.env`,
        content: `LOCAL_PORT=${tunnelPort + index}\n`,
    }));
    const program = verbatim("mysql", "/usr/local/lib/standby/tunnel", { mode: "0755" });
    const restartOn = [unit, program, ...shared].map(({ path }) => path);
    return {
        users: [{ name: tunnelUser, uid: UID, home: FOLDER }],
        folders: [{ path: FOLDER, mode: "0755" }],
        files: [
            unit,
            program,
            ...shared,
            ...environments,
            filled("mysql", SSHD, { tunnelUser }),
            { path: `/etc/ssh/standby/${tunnelUser}`, content: accepted.join("") },
        ],
        checks: [`/usr/sbin/sshd -t -f "$STAGE${SSHD}"`],
        units: [
            { name: "ssh.service", reloadOn: [SSHD] },
            ...others.map(({ key }) => ({
                name: `mysql-tunnel@${key}.service`,
                restartOn: [...restartOn, `${FOLDER}/${key}.env`],
            })),
        ],
    };
}
