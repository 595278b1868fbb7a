import { BundlePart } from "../../ops/bundle";
import { HostFile } from "../../ops/file";
import { verbatim } from "../../ops/host-file";
import { TemplateValues } from "../../ops/template";
import { executable, filledVariant, LIBRARY, ofVariant, OnHost } from "../on-host";
import { tiedToVolume } from "../queue-volume";
import { CERTIFICATE, CERTIFICATE_KEY } from "../tls-part";
import { mailCertificate } from "../web";
import { copiesWhileTaken, filterFiles, filterMacros, keyFiles } from "./filters";
import { clientStatements, contentStatements, policyMacros, tlsStatements } from "./policy";

const EXIM = "/etc/exim4";
const MAIN = `${EXIM}/conf.d/main/000_standby`;
const TABLE = `${EXIM}/standby_recipients.db`;
const READABLE = { mode: "0640", owner: "root:Debian-exim" } as const;

/** Debian packages: the heavy daemon has the lookups and the content scanning; its configuration is the split one. */
export const packages = ["exim4-daemon-heavy"] as const;

const file = (path: string, values: TemplateValues) => filledVariant("exim", path, values);

function main(host: OnHost): HostFile {
    const { hostName, partner, settings, policy } = host;
    return file(MAIN, {
        ...{ hostName, partner, domains: settings.domains.join(" : ") },
        frozenDays: Math.max(7, settings.queueLifetimeDays),
        // As Postfix has it by itself: room for one and a half mails of the largest size.
        spoolKiB: Math.ceil((policy.messageSizeLimitBytes * copiesWhileTaken(policy)) / 1024),
        trustedUsers: settings.trustedUsers.join(" : "),
        // Its own copy, unless ACME is asked: then what is shown may change at any time.
        certificate: settings.acme ? `MAIN_TLS_CERTIFICATE = ${mailCertificate(settings)}\n` : "",
        policy: [policyMacros(policy), filterMacros(host)].filter(Boolean).join("\n"),
    });
}

function acl({ policy }: OnHost): HostFile {
    return file(`${EXIM}/conf.d/acl/10_standby`, {
        mistakes: policy.unknownRecipientLimit,
        tls: tlsStatements(policy),
        client: clientStatements(policy),
        content: contentStatements(policy),
    });
}

/** How long mail for the pair's domains is tried; Debian's own rule holds for all else. */
function retry({ settings }: OnHost): HostFile {
    const days = settings.queueLifetimeDays;
    const rules = settings.domains.map((domain) => `${domain}  *  F,2h,5m; G,16h,1h,1.5; F,${days}d,4h`);
    return file(`${EXIM}/conf.d/retry/20_standby`, { retry: rules.join("\n") });
}

function ofRole(host: OnHost): HostFile[] {
    const { role, partner, settings } = host;
    if (role === "primary") {
        return [
            ofVariant("exim", `${EXIM}/conf.d/router/120_standby_mailboxes`),
            ofVariant("exim", `${EXIM}/conf.d/transport/20_standby_maildir`),
        ];
    }
    // By address: mail still reaches the primary while DNS is down, and never loops back to this host.
    const hubbed = settings.domains.map((domain) => `${domain}: ${partner}\n`).join("");
    return [retry(host), { path: `${EXIM}/hubbed_hosts`, content: hubbed }];
}

/** A lookup table of the recipients and their mailboxes, and the certificate where Debian's Exim looks for it. */
function builds() {
    const from = `${LIBRARY}/recipients`;
    const lines = `awk -F@ '{ print $0 ": " $2 "/" $1 "/" }' "$STAGE${from}" > "$STAGE${TABLE}.txt"`;
    const table = `${lines} && exim_dbmbuild -nolc "$STAGE${TABLE}.txt" "$STAGE${TABLE}" && rm "$STAGE${TABLE}.txt"`;
    const copy = (of: string, path: string) => ({
        path,
        from: of,
        command: `cp "$STAGE${of}" "$STAGE${path}"`,
        ...READABLE,
    });
    return [
        { path: TABLE, from, command: table, ...READABLE },
        copy(CERTIFICATE, `${EXIM}/exim.crt`),
        copy(CERTIFICATE_KEY, `${EXIM}/exim.key`),
    ];
}

/** Exim on a host of the pair: its configuration, the check before, the service. */
export function eximPart(host: OnHost): BundlePart {
    const { role, mta, hostName, settings, queueOnVolume } = host;
    const unit = "/etc/systemd/system/exim4.service";
    const domains = settings.domains.join(";");
    const configuration = [
        file(`${EXIM}/update-exim4.conf.conf`, { role, hostName, relayDomains: domains }),
        main(host),
        acl(host),
        ...filterFiles(host),
        ofVariant("exim", `${EXIM}/standby_recipient.acl`),
        {
            path: `${EXIM}/standby_domains`,
            content: settings.domains.map((domain) => `${domain}: ${domain}\n`).join(""),
        },
        ...ofRole(host),
        { path: "/etc/mailname", content: `${hostName}\n` },
    ];
    const keys = keyFiles(host);
    return {
        packages,
        files: [
            ...configuration,
            ...keys,
            file(unit, { wants: role === "primary" ? "Wants=standby-etrn.service\n" : "" }),
            ofVariant("exim", "/etc/systemd/system/multi-user.target.d/standby-exim.conf"),
            ofVariant("exim", `${LIBRARY}/check-exim`, executable),
            ofVariant("exim", `${LIBRARY}/mail-queue`),
            ofVariant("exim", `${LIBRARY}/flush-domain`, executable),
            verbatim("backup-mx", `${LIBRARY}/verbs/report`, executable),
        ],
        builds: builds(),
        checks: [`sh "$STAGE${LIBRARY}/check-exim" "$STAGE"`],
        units: [
            {
                name: "exim4.service",
                restartOn: [unit, ...(queueOnVolume ? [tiedToVolume(mta)] : [])],
                reloadOn: [...configuration, ...keys].map(({ path }) => path),
            },
        ],
    };
}
