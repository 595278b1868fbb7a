import { RSPAMD_SPAMD } from "../../filters/spam/spam-filter-part";
import { CLAMAV_SCANNER } from "../../filters/virus/virus-scan-part";
import { dkimSelectors } from "../../identity/records";
import { HostFile } from "../../ops/file";
import { filledVariant, LIBRARY, OnHost } from "../on-host";
import { FilterFailure, MailPolicy } from "../policy/args";

const ACL = "/etc/exim4/conf.d/acl";
const DROP_IN = "/etc/systemd/system/exim4.service.d/standby-dkim.conf";

/** Names of the keys that this host signs with, the newest first; none to sign nothing. */
function selectors({ role, policy, settings: { identity } }: OnHost): string[] {
    const generation = identity?.dkimGeneration;
    return policy.signs && generation !== undefined ? dkimSelectors(role === "primary" ? "a" : "b", generation) : [];
}

/**
 * What the host itself sends is signed, where its From is in a domain of the pair. The domain is that of a table: what a program
 * wrote is tainted. All keys sign: the former one is known to the world while the newest is still being published.
 */
function signing(host: OnHost): string[] {
    const names = selectors(host);
    if (names.length === 0) return [];
    const own = "or{ {!def:sender_host_address} {match_ip{$sender_host_address}{127.0.0.0/8}} }";
    const domain = "${lookup{${lc:${domain:$h_from:}}}lsearch{/etc/exim4/standby_domains}{$value}}";
    return [
        `DKIM_DOMAIN = \${if ${own} {${domain}}}`,
        `DKIM_SELECTOR = ${names.join(" : ")}`,
        "DKIM_PRIVATE_KEY = /etc/standby/dkim/$dkim_selector.key",
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
    return [...(virusScan ? [acl("11_standby_virus")] : []), ...(spamFilter ? [acl("12_standby_spam")] : [])];
}

/** Keys are made by root before Exim signs by them, and shown to it alone. */
export function keyFiles(host: OnHost): HostFile[] {
    const names = selectors(host);
    if (names.length === 0) return [];
    const keys = `${LIBRARY}/dkim --readable-by Debian-exim ${names.join(" ")}`;
    return [filledVariant("exim", DROP_IN, { keys })];
}
