import { BundlePart } from "../../ops/bundle";
import { RESOLV_CONF } from "../../filters/resolver/resolver-part";
import { verbatim } from "../../ops/host-file";
import { TemplateValues } from "../../ops/template";
import { executable, filledVariant, LIBRARY, ofVariant, OnHost } from "../on-host";
import { tiedToVolume } from "../queue-volume";
import { CERTIFICATE } from "../tls-part";
import { mailCertificate } from "../web";
import { destination, HANDOVER_FILES, handoverFiles, listParameters } from "./destination";
import { policyParameters } from "./policy";
import { pulledMaps, recipientParameters } from "./recipients";

const MAIN_CF = "/etc/postfix/main.cf";
const BY_IPV6 = "/etc/standby/by-ipv6";
const DROP_IN = "/etc/systemd/system/postfix@-.service.d/standby.conf";

/** Seconds for which a primary may look at a mail: ours asks nobody about what its backup hands over. */
const OURS_ANSWERS = 120;
/** RFC 5321, 4.5.3.2.6. */
const OTHERS_ANSWER = 600;

/** Debian packages. */
export const packages = ["postfix"] as const;

/** Puts the user's own parameters into a main.cf: in the place of the line that sets one already, else at the end. */
export function withSettings(mainCf: string, settings: Readonly<Record<string, string>>): string {
    const lines = mainCf.trimEnd().split("\n");
    for (const name of Object.keys(settings).sort()) {
        const line = `${name} = ${settings[name]}`;
        const index = lines.findIndex((existing) => existing.startsWith(`${name} =`));
        if (index >= 0) lines[index] = line;
        else lines.push(line);
    }
    return lines.join("\n") + "\n";
}

/** What the template of each role asks for beside what both have. */
function ofRole(host: OnHost): TemplateValues {
    const { role, partner, settings } = host;
    if (role === "primary") return { destination: linesOf(destination(host)) };
    return {
        domains: settings.domains.join(", "),
        primaryAddress: partner,
        pulledRecipients: pulledMaps(settings),
        queueLifetimeDays: settings.queueLifetimeDays,
        dataDoneSeconds: settings.addresses["a.unmanaged"] === undefined ? OURS_ANSWERS : OTHERS_ANSWER,
        fastFlushRefreshSeconds: settings.fastFlushRefreshSeconds,
    };
}

function linesOf(parameters: Readonly<Record<string, string>>): string {
    const lines = Object.entries(parameters).map(([name, value]) => `${name} = ${value}`.trimEnd());
    return lines.join("\n");
}

function mainCf(host: OnHost) {
    const kept = policyParameters(host.policy);
    const recipients = host.role === "backup" ? recipientParameters(host.settings, kept) : listParameters(host, kept);
    const stock = filledVariant(host.role, MAIN_CF, {
        hostName: host.hostName,
        protocols: host.settings.ipv6 ? "all" : "ipv4",
        certificate: mailCertificate(host.settings),
        policy: linesOf({ ...kept, ...recipients }),
        ...ofRole(host),
    });
    return { ...stock, content: withSettings(stock.content, host.settings.postfixSettings) };
}

/** A lookup table made on the host from the recipient list: `right` is an awk expression for the right-hand side. */
function table(path: string, right: string) {
    const from = `${LIBRARY}/recipients`;
    const awk = `awk -F@ '{ print $0 " " ${right} }' "$STAGE${from}" > "$STAGE${path}"`;
    return [
        { path, from, command: awk },
        { path: `${path}.db`, from, command: `postmap "hash:$STAGE${path}"` },
    ];
}

/** What Postfix looks at only when it starts: protocols to listen by, the resolver, copied into its chroot, and where its queue is. */
function restarts({ settings, policy, mta, queueOnVolume }: OnHost): { restartOn?: string[] } {
    const restartOn = [
        ...(settings.ipv6 ? [BY_IPV6] : []),
        ...(policy.resolver ? [RESOLV_CONF] : []),
        ...(queueOnVolume ? [tiedToVolume(mta)] : []),
    ];
    return restartOn.length > 0 ? { restartOn } : {};
}

/** Postfix on a host of the pair: its configuration, the check before, the service. */
export function postfixPart(host: OnHost): BundlePart {
    const primary = host.role === "primary";
    const { settings } = host;
    const maildirs = primary && !host.mailboxes;
    const reloadOn = [MAIN_CF, CERTIFICATE, ...(host.mailboxes ? HANDOVER_FILES : [])];
    return {
        packages,
        files: [
            mainCf(host),
            verbatim("mail", `${LIBRARY}/check-postfix`, executable),
            ofVariant("postfix", `${LIBRARY}/mail-queue`),
            ...(primary ? [ofVariant("postfix", DROP_IN)] : []),
            ...(handoverFiles(host) ?? []),
            ...(settings.ipv6 ? [{ path: BY_IPV6, content: "Postfix was started to listen by IPv6 too.\n" }] : []),
        ],
        builds: maildirs
            ? table("/etc/postfix/mailboxes", '$2 "/" $1 "/"')
            : table("/etc/postfix/relay_recipients", '"relay"'),
        checks: [`sh "$STAGE${LIBRARY}/check-postfix" "$STAGE"`],
        units: [{ name: "postfix.service", process: "postfix@-.service", reloadOn, ...restarts(host) }],
    };
}
