import { Problem, shown } from "../problems";
import { Acme } from "./args";

const DIRECTORY = /^https:\/\/[A-Za-z0-9.-]+(:\d{1,5})?(\/[A-Za-z0-9._~/-]*)?$/;
const CERTIFICATE = /^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----\n?$/;

const CONTACT = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/;
/** Let's Encrypt has kept no addresses since June 2025: who gives one waits for letters that never come. */
const KEEPS_NO_CONTACT = /^https:\/\/[a-z0-9-]+\.api\.letsencrypt\.org\//;

/** Names in one certificate of Let's Encrypt. */
export const MOST_NAMES = 100;

/** Everything that can be wrong with how certificates are had. */
export function acmeProblems({ directory, directoryCa, contact }: Acme): Problem[] {
    const problems: Problem[] = [];
    if (!DIRECTORY.test(directory)) {
        const reason = `${shown(directory)} is not the URL of a directory, like "https://acme-v02.api.letsencrypt.org/directory"`;
        problems.push({ property: "certificate.acme.directory", reason });
    }
    if (directoryCa !== "" && !CERTIFICATE.test(directoryCa)) {
        const reason = `${shown(directoryCa)} is not a certificate: write its PEM, from "-----BEGIN CERTIFICATE-----" on`;
        problems.push({ property: "certificate.acme.directoryCa", reason });
    }
    if (contact === "") return problems;
    const property = "certificate.acme.contact";
    if (!CONTACT.test(contact)) {
        const reason = `${shown(contact)} is not an address: write user@domain, the domain in lower case`;
        problems.push({ property, reason });
    } else if (KEEPS_NO_CONTACT.test(directory)) {
        problems.push({
            property,
            reason: "is for an authority that keeps one, and Let's Encrypt does not: leave it out",
        });
    }
    return problems;
}
