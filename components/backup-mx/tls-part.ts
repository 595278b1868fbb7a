import { Authority, serverCertificate, serverKeyFrom, validityAt } from "../certificate/certificate";
import { Member } from "../member";
import { BundlePart } from "../ops/bundle";

const FOLDER = "/etc/standby/tls";
export const CERTIFICATE = `${FOLDER}/member.crt`;
export const CERTIFICATE_KEY = `${FOLDER}/member.key`;
const AUTHORITY = `${FOLDER}/ca.crt`;

/** Names that a member's certificate holds for. */
export type CertificateNames = readonly [string, ...string[]];

/** The certificate of a member from the pair's own authority: for mail, and for its exporter. */
export function tlsPart(
    authority: Authority,
    secret: string,
    member: Member,
    names: CertificateNames,
    today: Date,
): BundlePart {
    const { certificate, privateKey } = serverCertificate(
        authority,
        serverKeyFrom(secret, member),
        names,
        validityAt(today),
    );
    return {
        folders: [{ path: FOLDER, mode: "0755" }],
        files: [
            { path: CERTIFICATE, content: certificate },
            { path: CERTIFICATE_KEY, content: privateKey, mode: "0600" },
            { path: AUTHORITY, content: authority.certificate },
        ],
    };
}
