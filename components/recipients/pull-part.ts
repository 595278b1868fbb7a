import { BundlePart } from "../ops/bundle";
import { filled, verbatim } from "../ops/host-file";
import { shellValues } from "../ops/shell-values";
import { RecipientsFrom } from "./args";

/** A host that tells the list. */
export interface ListHost {
    readonly address: string;
    readonly port: number;
    /** Its SSH identity, "ssh-ed25519 AAAA…". */
    readonly hostKey: string;
}

/** How the list is asked for: of the first host that can tell it now. */
export interface PullLogin {
    readonly hosts: readonly ListHost[];
    /** OpenSSH private key; a secret. */
    readonly privateKey: string;
}

const LIBRARY = "/usr/local/lib/standby";
const PULL = `${LIBRARY}/recipient-list/pull`;
/** Waits until the list has come for the first time, and says what is wrong when it does not. */
export const AWAIT_LIST = `${LIBRARY}/recipient-list/await`;
const CONF = "/etc/standby/recipients-pull.conf";
const KEY = "/etc/standby/recipients-pull.key";
const KNOWN = "/etc/standby/recipients-pull.known";
const SYSTEM = "/etc/systemd/system";
const TIMER = "standby-recipients.timer";
const STATE = "/var/lib/standby-recipients";
const executable = { mode: "0755" } as const;

/** Postfix's table of what was pulled, to stand beside the program's own list. */
export const PULLED_MAP = `hash:${STATE}/pulled`;
/** Empty, or while the list is out of date: 450 for all who are on none. */
export const STALE_MAP = `hash:${STATE}/stale`;

function conf({ maxShrinkPercent, staleAfterSeconds }: RecipientsFrom, domains: readonly string[], login: PullLogin) {
    const values = {
        ...{
            HOSTS: login.hosts.map(({ address, port }) => `${address}:${port}`).join(" "),
            DOMAINS: domains.join(" "),
        },
        ...{ MAX_SHRINK_PERCENT: maxShrinkPercent, STALE_AFTER_SECONDS: staleAfterSeconds },
    };
    return shellValues(values);
}

/** What a backup needs that pulls its recipients from the primary. */
export function pullPart(from: RecipientsFrom, domains: readonly string[], login: PullLogin): BundlePart {
    const { everySeconds } = from;
    return {
        packages: ["openssh-client"],
        folders: [{ path: STATE, mode: "0755" }],
        files: [
            verbatim("recipients", PULL, executable),
            verbatim("recipients", AWAIT_LIST, executable),
            verbatim("recipients", `${LIBRARY}/verbs/recipients`, executable),
            verbatim("recipients", `${LIBRARY}/status.d/recipients`, executable),
            { path: CONF, content: conf(from, domains, login) },
            { path: KEY, content: login.privateKey, mode: "0600" },
            { path: KNOWN, content: login.hosts.map(({ hostKey }) => `primary ${hostKey}\n`).join("") },
            verbatim("recipients", `${SYSTEM}/standby-recipients.service`),
            filled("recipients", `${SYSTEM}/${TIMER}`, { everySeconds }),
        ],
        checks: [`sh "$STAGE${PULL}" begin`],
        units: [{ name: TIMER, restartOn: [`${SYSTEM}/${TIMER}`, PULL, CONF, KEY, KNOWN] }],
    };
}
