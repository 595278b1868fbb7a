/** Makes keys on a host, and tells their public halves. */
export const DKIM_PROGRAM = "/usr/local/lib/standby/dkim";

/** Where the key of a selector is, on the host that made it. */
export const dkimKey = (selector: string) => `/etc/standby/dkim/${selector}.key`;

/** The command that makes these keys, where they are not there yet, and shows them to the one who signs. */
export const dkimKeysFor = (signer: string, selectors: readonly string[]) =>
    `${DKIM_PROGRAM} --readable-by ${signer} ${selectors.join(" ")}`;
