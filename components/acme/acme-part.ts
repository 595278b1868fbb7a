import { BundlePart } from "../ops/bundle";
import { HostFile } from "../ops/file";
import { filled, verbatim } from "../ops/host-file";
import { shellValues } from "../ops/shell-values";
import { listening, SITES } from "../web/web-part";
import { Acme } from "./args";

const LIBRARY = "/usr/local/lib/standby";
const SYSTEM = "/etc/systemd/system";
const CONF = "/etc/standby/acme.conf";
const NAMES = "/etc/standby/acme.names";
const DIRECTORY_CA = "/etc/standby/acme-directory.crt";
const STATE = "/var/lib/standby-acme";
const SERVED = "/etc/standby/served";
/** Talks to the authority; sees no key of a certificate. */
const USER = { name: "standby-acme", uid: 5105, home: STATE } as const;
const executable = { mode: "0755" } as const;

/** Debian packages. */
export const packages = ["acme-tiny", "openssl", "ca-certificates"] as const;

/** Port that an authority asks on. */
export const PORT = 80;

/** The certificate of this name that a host shows at present: a link, to the pair's own until ACME has given one. */
export const served = (certificate: string) => `${SERVED}/${certificate}.crt`;

/** What a host must know to have certificates. */
export interface AcmePlan extends Acme {
    /** Certificates by their name on the host, each with the names that it holds for. */
    readonly certificates: Readonly<Record<string, readonly string[]>>;
    /** The pair's own certificate, and its key, which is that of all others: what DNS says of it stays true. */
    readonly own: { readonly certificate: string; readonly key: string };
    /** Address of the other host, where it is ours: it is asked what this one does not know. */
    readonly partner?: string;
    readonly ipv6: boolean;
    /** Units to be reloaded after a renewal. */
    readonly reloads: readonly string[];
}

/** The site of nginx that answers the authority. */
export function challengeSite({ partner, ipv6 }: AcmePlan): HostFile {
    const asked = { asks: partner === undefined ? 0 : 1, partner: partner ?? "127.0.0.1" };
    return filled("acme", `${SITES}/acme.conf`, { ...listening(ipv6), ...asked });
}

function conf({ directory, directoryCa, contact, own, reloads }: AcmePlan): string {
    const values = { DIRECTORY: directory, CONTACT: contact, OWN: own.certificate, KEY: own.key };
    const trust = directoryCa === "" ? "/etc/ssl/certs/ca-certificates.crt" : DIRECTORY_CA;
    return shellValues({ ...values, TRUST: trust, RELOADS: reloads.join(" ") });
}

/** Certificates by ACME on a host: what is shown first, and the timer that has them renewed. */
export function acmePart(plan: AcmePlan): BundlePart {
    const { certificates, own, directoryCa } = plan;
    const names = Object.entries(certificates).map(([name, hosts]) => `${[name, ...hosts].join(" ")}\n`);
    const program = `${LIBRARY}/acme`;
    const [settle, renew, timer] = ["acme.service", "acme-renew.service", "acme-renew.timer"].map(
        (unit) => `${SYSTEM}/standby-${unit}`,
    );
    return {
        packages,
        users: [USER],
        folders: [
            { path: STATE },
            { path: `${STATE}/account`, mode: "0700", owner: `${USER.name}:${USER.name}` },
            { path: `${STATE}/challenges`, owner: `${USER.name}:${USER.name}` },
            { path: SERVED },
        ],
        files: [
            { path: CONF, content: conf(plan) },
            { path: NAMES, content: names.join("") },
            ...(directoryCa === "" ? [] : [{ path: DIRECTORY_CA, content: directoryCa }]),
            verbatim("acme", program, executable),
            verbatim("acme", `${LIBRARY}/verbs/certificate`, executable),
            verbatim("acme", `${LIBRARY}/status.d/acme`, executable),
            ...[settle, renew, timer].map((path) => verbatim("acme", path)),
        ],
        units: [
            { name: "standby-acme.service", restartOn: [settle, program, CONF, NAMES, own.certificate, own.key] },
            { name: "standby-acme-renew.timer", restartOn: [timer] },
        ],
    };
}

/** What a host is asked when its names lead to it: have the first certificates now. It never fails, and says what it did. */
export function firstCertificate(certificates: AcmePlan["certificates"]): string {
    const names = Object.values(certificates).flat();
    return `${LIBRARY}/acme first ${[...new Set(names)].join(" ")}`;
}
