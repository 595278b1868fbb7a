import { RSPAMD_SPAMD } from "../../filters/spam/spam-filter-part";
import { CLAMAV_SCANNER } from "../../filters/virus/virus-scan-part";
import { dkimKey, dkimKeysFor } from "../../identity/dkim-keys";
import { dkimSelectors } from "../../identity/records";
import { HostFile } from "../../ops/file";
import { filledVariant, ofVariant, OnHost } from "../on-host";
import { FilterFailure, MailPolicy } from "../policy/args";

const ACL = "/etc/exim4/conf.d/acl";
const DROP_IN = "/etc/systemd/system/exim4.service.d";

/** Names of the keys that this host signs with, the newest first; none to sign nothing. */
function selectors({ role, policy, settings: { identity } }: OnHost): string[] {
    const generation = identity?.dkimGeneration;
    return policy.signs && generation !== undefined ? dkimSelectors(role === "primary" ? "a" : "b", generation) : [];
}

/**
 * What the host itself sends is signed, where its From is in a domain of the pair: the raw one, since what a name decodes to may look
 * like an address. The domain is that of a table: what a program wrote is tainted. All keys sign: the former one is known to the
 * world while the newest is still being published.
 */
function signing(host: OnHost): string[] {
    const names = selectors(host);
    if (names.length === 0) return [];
    const own = "or{ {!def:sender_host_address} {match_ip{$sender_host_address}{127.0.0.0/8}} }";
    const domain = "${lookup{${lc:${domain:$rh_from:}}}lsearch{/etc/exim4/standby_domains}{$value}}";
    return [
        `DKIM_DOMAIN = \${if ${own} {${domain}}}`,
        `DKIM_SELECTOR = ${names.join(" : ")}`,
        `DKIM_PRIVATE_KEY = ${dkimKey("$dkim_selector")}`,
    ];
}

/** Where the filters are asked, and what is signed, in the words of the main configuration. Pure. */
export function filterMacros(host: OnHost): string {
    const { spamFilter, virusScan } = host.policy;
    return [
        ...(virusScan ? [`av_scanner = ${CLAMAV_SCANNER}`] : []),
        ...(spamFilter ? [`spamd_address = ${RSPAMD_SPAMD}`] : []),
        ...signing(host),
    ].join("\n");
}

/** The ACLs that ask about a mail, in turn: what is infected is told so, and not that it is spam. */
export function filterAcls({ spamFilter, virusScan }: MailPolicy): string[] {
    return [...(virusScan ? ["acl_standby_virus"] : []), ...(spamFilter ? ["acl_standby_spam"] : [])];
}

/** These ACLs as files. Who does not answer keeps mail at its sender, unless the policy says otherwise. */
export function filterFiles(host: OnHost): HostFile[] {
    const { spamFilter, virusScan, filterFailure } = host.policy;
    const onFailure = filterFailure === FilterFailure.Accept ? "/defer_ok" : "";
    const acl = (name: string) => filledVariant("exim", `${ACL}/${name}`, { onFailure });
    return [
        ...(virusScan ? [acl("11_standby_virus")] : []),
        ...(spamFilter ? [acl("12_standby_spam")] : []),
        ...(virusScan || spamFilter ? [ofVariant("exim", `${DROP_IN}/standby-scan.conf`)] : []),
    ];
}

/** How many times a mail of the largest size is on the disk while it is taken: the filters are shown a copy. */
export const copiesWhileTaken = ({ spamFilter, virusScan }: MailPolicy) => (spamFilter || virusScan ? 2.5 : 1.5);

/** Keys are made by root before Exim signs by them, and shown to it alone. */
export function keyFiles(host: OnHost): HostFile[] {
    const names = selectors(host);
    if (names.length === 0) return [];
    return [filledVariant("exim", `${DROP_IN}/standby-dkim.conf`, { keys: dkimKeysFor("Debian-exim", names) })];
}
