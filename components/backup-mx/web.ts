import {
    AcmePlan,
    acmePart,
    challengeSite,
    packages as acmePackages,
    PORT as ACME_PORT,
    served,
} from "../acme/acme-part";
import { Member } from "../member";
import { mtaStsFiles, PORT as POLICY_PORT } from "../mta-sts/mta-sts-part";
import { policyHost } from "../mta-sts/policy";
import { BundlePart } from "../ops/bundle";
import { packages as webPackages, webPart } from "../web/web-part";
import { BackupMxMta, BackupMxPairArgs, BackupMxSettings } from "./args";
import { CERTIFICATE, CERTIFICATE_KEY, CertificateNames } from "./tls-part";

/** What is asked of the world's side of a pair: certificates by ACME, an MTA-STS policy. */
type Asked = Pick<BackupMxPairArgs, "certificate" | "identity">;

/** Ports that the hosts serve for it. */
export function webPorts({ certificate, identity }: Asked): number[] {
    return [...(certificate?.acme ? [ACME_PORT] : []), ...(identity?.mtaSts ? [POLICY_PORT] : [])];
}

/** Debian packages that a host needs for it. */
export function webPackagesOf({ certificate }: Asked): string[] {
    return certificate?.acme ? [...acmePackages, ...webPackages] : [];
}

/** The certificate that a host's mail server shows. */
export function mailCertificate({ acme }: Pick<BackupMxSettings, "acme">): string {
    return acme ? served("mail") : CERTIFICATE;
}

/** The certificates of a host that ACME is asked for, and the names that each holds for. */
export function certificatesOf(member: Member, { names, domains, identity }: BackupMxSettings) {
    // Apart: a policy's names need both hosts to be renewed, and a backup goes on while the primary is away.
    return {
        mail: [names[member]],
        ...(identity?.mtaSts ? { "mta-sts": domains.map(policyHost) } : {}),
    };
}

/** Names in a member's certificate from the pair's own authority, which is shown until ACME has given one. */
export function ownNames(member: Member, settings: BackupMxSettings): CertificateNames {
    const policies = settings.identity?.mtaSts ? settings.domains.map(policyHost) : [];
    return [settings.names[member], ...policies];
}

/** Certificates by ACME and the web server on a host; `partner`: address of the other one, where it is ours. */
export function webParts(member: Member, settings: BackupMxSettings, partner: string | undefined): BundlePart[] {
    const { acme, identity, domains, names, ipv6, mta } = settings;
    if (!acme) return [];
    const mail = mta[member] === BackupMxMta.Exim ? "exim4.service" : "postfix@-.service";
    const plan: AcmePlan = {
        ...{ ...acme, ipv6, partner, certificates: certificatesOf(member, settings) },
        own: { certificate: CERTIFICATE, key: CERTIFICATE_KEY },
        reloads: [mail, "nginx.service"],
    };
    const own = [names.a, names.b];
    const policy = identity?.mtaSts && mtaStsFiles({ policy: identity.mtaSts, domains, own, ipv6 });
    const sites = [challengeSite(plan), ...(policy ? [policy.site] : [])];
    const web = webPart({
        ...{ sites, reads: [CERTIFICATE, CERTIFICATE_KEY] },
        ports: [ACME_PORT, ...(policy ? [POLICY_PORT] : [])],
    });
    return [acmePart(plan), { ...web, files: [...(web.files ?? []), ...(policy ? [policy.policy] : [])] }];
}
