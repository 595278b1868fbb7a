import { BundlePart } from "../ops/bundle";
import { filled } from "../ops/host-file";
import { knownHosts, sshHosts } from "../roles/role-part";
import { others } from "../database/member-plan";
import type { PostgresPlan } from "./plan";

const RECEIVE = "/usr/local/lib/standby/wal/receive";
const FOLDER = "/etc/standby/walship";
/** Who receives the log of the other members. sshd runs the forced command by this user's shell, so there must be one. */
const USER = { name: "walship", uid: 5103, home: "/var/lib/standby-wal", shell: "/bin/sh" } as const;

/** How the account postgres sends its log to the other members, and they theirs to this one: with a key that can only do that. */
export function walPart(plan: Pick<PostgresPlan, "members" | "member" | "settings" | "walKeys">): BundlePart {
    const peers = others(plan);
    const owned = { mode: "0600", owner: "postgres:postgres" };
    const hosts = sshHosts(peers.map(({ key, address }) => ({ key, address, user: USER.name })));
    const accepted = peers.map(({ key }) => {
        return `restrict,command="${RECEIVE} ${key}" ${plan.walKeys[key].publicKey} standby-${key}\n`;
    });
    return {
        users: [USER],
        folders: [
            // The server restores from it and clears it up.
            { path: USER.home, mode: "0770", owner: `postgres:${USER.name}` },
            { path: `${USER.home}/last`, mode: "0770", owner: `postgres:${USER.name}` },
            { path: FOLDER, mode: "0755" },
        ],
        files: [
            { path: `/etc/ssh/standby/${USER.name}`, content: accepted.join("") },
            filled("postgres", `${FOLDER}/config`, { hosts, linkPort: plan.settings.linkPort }, owned),
            { path: `${FOLDER}/known_hosts`, content: knownHosts(peers), ...owned },
            { path: `${FOLDER}/key`, content: plan.walKeys[plan.member].privateKey, ...owned },
        ],
    };
}
