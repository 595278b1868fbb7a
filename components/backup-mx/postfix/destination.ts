import { MailboxesArgs } from "../../mailboxes/args";
import { BundlePart } from "../../ops/bundle";
import { MAILBOX, OnHost } from "../on-host";
import { pulledMaps, recipientParameters } from "./recipients";

const TLS = "/etc/standby/tls";
const AUTHORITY = `${TLS}/mailboxes-ca.crt`;
const CERTIFICATE = `${TLS}/mailboxes.crt`;
const KEY = `${TLS}/mailboxes.key`;

/** Files that Postfix reads anew by a reload. */
export const HANDOVER_FILES = [AUTHORITY, CERTIFICATE] as const;

/** By these mail goes to a host that has proved its name, and to no other one. */
export const HANDOVER_PARAMETERS = [
    ...["smtp_tls_policy_maps", "smtp_tls_security_level", "smtp_tls_CAfile", "smtp_tls_CApath"],
    ...["smtp_tls_cert_file", "smtp_tls_key_file"],
] as const;

type Parameters = Readonly<Record<string, string>>;

const hop = ({ address }: { address: string }) => `[${address}]:25`;

/** One Maildir per address under /var/mail/standby/DOMAIN/USER/. */
function maildirs({ settings }: OnHost): Parameters {
    return {
        virtual_mailbox_domains: settings.domains.join(", "),
        virtual_mailbox_maps: "hash:/etc/postfix/mailboxes",
        virtual_mailbox_base: MAILBOX.home,
        virtual_uid_maps: `static:${MAILBOX.uid}`,
        virtual_gid_maps: `static:${MAILBOX.uid}`,
        virtual_mailbox_limit: "0",
    };
}

/**
 * To whichever host of the mailboxes answers, by address: mail goes on while DNS is down. A host whose certificate does not
 * hold for its name gets nothing. While none answers mail is kept as long as the backup would, and tried each few minutes.
 */
function handover({ settings }: OnHost, { hosts }: MailboxesArgs): Parameters {
    const verified = hosts.map((host) => `{${hop(host)} = secure match=${host.name}}`);
    return {
        relay_domains: settings.domains.join(", "),
        relay_recipient_maps: `hash:/etc/postfix/relay_recipients${pulledMaps(settings)}`,
        relay_transport: `relay:${hosts.map(hop).join(", ")}`,
        smtp_tls_policy_maps: `inline:{ ${verified.join(", ")} }`,
        smtp_tls_CAfile: AUTHORITY,
        smtp_tls_cert_file: CERTIFICATE,
        smtp_tls_key_file: KEY,
        smtp_tls_loglevel: "1",
        maximal_queue_lifetime: `${settings.queueLifetimeDays}d`,
        bounce_queue_lifetime: "1d",
        delay_warning_time: "0h",
        minimal_backoff_time: "15s",
        maximal_backoff_time: "300s",
        queue_run_delay: "15s",
        // A host that dies in the midst of a mail must not hold it for the usual ten minutes.
        ...{ smtp_connect_timeout: "5s", smtp_helo_timeout: "30s", smtp_starttls_timeout: "10s" },
        ...{ smtp_mail_timeout: "10s", smtp_rcpt_timeout: "10s", smtp_data_init_timeout: "10s" },
        ...{ smtp_data_xfer_timeout: "30s", smtp_data_done_timeout: "60s" },
        // A mail without a date or id, handed over twice, would be two mails: Cyrus tells them apart by these.
        always_add_missing_headers: "yes",
        local_header_rewrite_clients: "static:all",
    };
}

/** Where mail ends, or goes on to, at the primary. */
export function destination(host: OnHost): Parameters {
    return host.mailboxes ? handover(host, host.mailboxes) : maildirs(host);
}

/**
 * Parameters of a primary that looks recipients up in a list that it pulls, beside those of its policy. The backup may have heard of
 * a user before: what it has taken is put off here, never refused.
 */
export function listParameters({ settings, policy, mailboxes }: OnHost, ofPolicy: Parameters): Parameters {
    if (!mailboxes) return {};
    const { smtpd_recipient_restrictions: listed } = recipientParameters(
        { ...settings, verifyRecipients: false },
        ofPolicy,
    );
    const trusted = `check_client_access cidr:{ {${policy.partner} defer_if_reject} }`;
    return { smtpd_recipient_restrictions: `${trusted}, ${listed}` };
}

/** What the primary shows to the mailboxes, and knows them by. */
export function handoverFiles({ mailboxes }: OnHost): BundlePart["files"] {
    if (!mailboxes) return [];
    return [
        { path: AUTHORITY, content: mailboxes.caCertificate },
        { path: CERTIFICATE, content: mailboxes.certificate },
        { path: KEY, content: mailboxes.privateKey, mode: "0600" },
    ];
}
