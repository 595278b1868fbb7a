import { HostFile } from "../ops/file";
import { filled } from "../ops/host-file";
import { listening, SITES } from "../web/web-part";
import { MtaSts } from "./args";
import { policyFile, policyHost } from "./policy";

/** What a host must know to serve the policy. */
export interface MtaStsPlan {
    readonly policy: MtaSts;
    readonly domains: readonly string[];
    /** Names of the pair's own MXs. */
    readonly own: readonly string[];
    readonly ipv6: boolean;
}

/** Port that the policy is served on. */
export const PORT = 443;

/** The policy, and the site of nginx that serves it. */
export function mtaStsFiles({ policy, domains, own, ipv6 }: MtaStsPlan): { policy: HostFile; site: HostFile } {
    const names = domains.map(policyHost).join(" ");
    const site = filled("mta-sts", `${SITES}/mta-sts.conf`, { ...listening(ipv6), names });
    return { policy: policyFile(policy, own), site };
}
