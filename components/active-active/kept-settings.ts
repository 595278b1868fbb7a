import { Problem, shown } from "../problems";

/** Why a setting of Dovecot is the pair's alone; each of them loses mail with another value, on a volume that moves. */
const DOVECOT: Readonly<Record<string, string>> = {
    lock_method: "locks of fcntl end at one host on OCFS2: the pair sets flock",
    mmap_disable: "what one host maps, the other would change under it: the pair sets yes",
    mail_fsync: "mail that was acknowledged must be on both disks: the pair sets always",
    mail_nfs_index: "the volume is no NFS: the pair sets no",
    mail_nfs_storage: "the volume is no NFS: the pair sets no",
    mail_location: "mail must be on the replicated volume",
    base_dir: "the pair's own tools look there",
    lmtp_proxy: "mode says who serves whom",
    auth_proxy_self: "mode says who serves whom",
    login_trusted_networks: "from there passwords would come in clear",
    ssl: "the pair sets TLS, with its own certificate",
    ssl_cert: "the pair sets TLS, with its own certificate",
    ssl_key: "the pair sets TLS, with its own certificate",
    disable_plaintext_auth: "passwords do not go in clear",
};
/** The same of Postfix. */
const POSTFIX: Readonly<Record<string, string>> = {
    queue_directory: "durability says where the queue is",
    data_directory: "the pair's own tools look there",
    enable_long_queue_ids: "two members must never give one id twice: the pair sets yes",
    lmtp_line_length_limit: "a takeover compares what is stored with what waits, byte by byte: the pair sets 0",
    virtual_transport: "mail goes to Dovecot by LMTP",
    virtual_mailbox_domains: "domains says which they are",
    virtual_mailbox_maps: "users says which they are",
    smtpd_relay_restrictions: "anything else could make an open relay",
    mynetworks: "anything else could make an open relay",
    soft_bounce: "what is refused would come again for ever",
};
const NAME = /^[a-z][a-z0-9_]*$/;

function kept(property: string, settings: Readonly<Record<string, string>>, own: Readonly<Record<string, string>>) {
    return Object.entries(settings).flatMap(([name, value]): Problem[] => {
        const at = `${property}.${name}`;
        if (!NAME.test(name)) return [{ property: at, reason: "is not the name of a setting" }];
        if (own[name] !== undefined) return [{ property: at, reason: `cannot be set: ${own[name]}` }];
        if (name === "protocols" && /quota-status/.test(value)) return [{ property: at, reason: QUOTA }];
        return /[\n\r{}]/.test(value) ? [{ property: at, reason: `${shown(value)} must be one line` }] : [];
    });
}

const QUOTA = "quota-status opens mailboxes beside their owner, and breaks their indexes: leave it out";

/** Settings that would take away what makes the pair safe. */
export function settingProblems(args: {
    readonly dovecotSettings?: Record<string, string>;
    readonly postfixSettings?: Record<string, string>;
}): Problem[] {
    return [
        ...kept("dovecotSettings", args.dovecotSettings ?? {}, DOVECOT),
        ...kept("postfixSettings", args.postfixSettings ?? {}, POSTFIX),
    ];
}
