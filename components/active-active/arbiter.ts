import { BundlePart } from "../ops/bundle";
import { verbatim } from "../ops/host-file";

/** What the witness must know to say who goes on, and to power the other member off; plain data. */
export interface ArbiterPlan {
    readonly pair: string;
    /** The SSH key of each member: "ssh-ed25519 AAAA…". */
    readonly publicKeys: Readonly<Record<string, string>>;
    /** The machine of each member in the cloud; none for one that was adopted. */
    readonly machines: Readonly<Record<string, string | undefined>>;
    /** A secret; empty where no member is a machine of the cloud. */
    readonly token: string;
    readonly url: string;
    readonly powerOffSeconds: number;
}

/** Beside the user of the record and the certificates, who never sees the token. sshd runs its command by a shell. */
const USER = { name: "standby-fence", uid: 5102, home: "/var/lib/standby-fence", shell: "/bin/sh" } as const;
const PROGRAM = "/usr/local/lib/standby/witness/arbiter";
const SETTINGS = "/etc/standby/fence";

/** What each member's key may do: speak for this member, nothing else. */
export function arbiterKeys({ pair, publicKeys }: Pick<ArbiterPlan, "pair" | "publicKeys">): string {
    return Object.entries(publicKeys)
        .map(([member, key]) => `restrict,command="${PROGRAM} ${pair} ${member}" ${key}\n`)
        .join("");
}

/** The lock of a pair, and the cloud's token, on the witness alone. */
export function arbiterPart(plan: ArbiterPlan): BundlePart {
    const { pair, machines, token, url, powerOffSeconds } = plan;
    const owner = `root:${USER.name}`;
    const secret = (name: string, content: string) => ({ path: `${SETTINGS}/${name}`, content, mode: "0640", owner });
    const members = Object.entries(machines).map(([member, id]) => `${member} ${id ?? "none"}\n`);
    const ask = `SSH_ORIGINAL_COMMAND=read setpriv --reuid=${USER.uid} --regid=${USER.uid} --clear-groups`;
    return {
        packages: ["curl", "jq"],
        users: [USER],
        folders: [
            { path: "/etc/standby", mode: "0711" },
            // Of root: what the user may write to is the pair's folder alone.
            { path: USER.home, mode: "0755" },
            { path: `${USER.home}/${pair}`, mode: "0700", owner: `${USER.name}:${USER.name}` },
            { path: SETTINGS, mode: "0750", owner },
        ],
        files: [
            verbatim("active-active", PROGRAM, { mode: "0755" }),
            { path: `/etc/ssh/standby/${USER.name}`, content: arbiterKeys(plan) },
            { path: `${USER.home}/${pair}/members`, content: members.join("") },
            secret("authorization", `Authorization: Bearer ${token}\n`),
            secret("url", `${url}\n`),
            secret("seconds", `${powerOffSeconds}\n`),
        ],
        // A pair that has not begun has no lock: that is an answer too.
        probes: [`${ask} ${PROGRAM} ${pair} a >/dev/null || [ $? = 3 ]`],
    };
}
