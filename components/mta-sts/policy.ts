import { sha256 } from "../ops/file";
import { filled } from "../ops/host-file";
import { MtaSts } from "./args";

export const DAY_SECONDS = 86400;

/** File of the policy on a host. */
export const POLICY = "/etc/standby/mta-sts.txt";

/** The name that serves the policy of a domain. */
export const policyHost = (domain: string) => `mta-sts.${domain}`;

/** Every host that the policy names: the pair's own, then those that were announced. */
export function policyMxs({ announced }: MtaSts, own: readonly string[]): string[] {
    return [...new Set([...own, ...Object.keys(announced).sort()])];
}

/** The policy as it is served, the same for each domain of a pair. */
export function policyFile(policy: MtaSts, own: readonly string[]) {
    const mx = policyMxs(policy, own).map((host) => `mx: ${host}`);
    const values = { mode: policy.mode, mx: mx.join("\n"), maxAgeSeconds: policy.maxAgeDays * DAY_SECONDS };
    return filled("mta-sts", POLICY, values);
}

/** The TXT record at _mta-sts.DOMAIN: its id is another one when the policy is. */
export function policyText(policy: MtaSts, own: readonly string[]): string {
    return `v=STSv1; id=${sha256(policyFile(policy, own).content).slice(0, 20)}`;
}
