import { Problem, shown } from "../problems";
import { Acme } from "./args";

const DIRECTORY = /^https:\/\/[A-Za-z0-9.-]+(:\d{1,5})?(\/[A-Za-z0-9._~/-]*)?$/;
const CERTIFICATE = /^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----\n?$/;

/** Names in one certificate of Let's Encrypt. */
export const MOST_NAMES = 100;

/** Everything that can be wrong with how certificates are had. */
export function acmeProblems({ directory, directoryCa }: Acme): Problem[] {
    const problems: Problem[] = [];
    if (!DIRECTORY.test(directory)) {
        const reason = `${shown(directory)} is not the URL of a directory, like "https://acme-v02.api.letsencrypt.org/directory"`;
        problems.push({ property: "certificate.acme.directory", reason });
    }
    if (directoryCa !== "" && !CERTIFICATE.test(directoryCa)) {
        const reason = `${shown(directoryCa)} is not a certificate: write its PEM, from "-----BEGIN CERTIFICATE-----" on`;
        problems.push({ property: "certificate.acme.directoryCa", reason });
    }
    return problems;
}
