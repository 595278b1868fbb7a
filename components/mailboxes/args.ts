/** One host of mailboxes, as an MX in front of it knows it. */
export interface MailboxHostArgs {
    /** Full name, which its certificate holds for. */
    name: string;
    /** IPv4 address that takes mail on port 25, and logins by SSH. */
    address: string;
    /** Port of SSH. */
    sshPort: number;
    /** Its SSH identity, "ssh-ed25519 AAAA…". */
    sshHostKey: string;
}

/** Hosts that keep the mailboxes behind a pair of MXs. Nobody writes it by hand: it is the output `mailboxes` of a `CyrusPair`. */
export interface MailboxesArgs {
    /** Mail domains that they take mail for. */
    domains: string[];
    /** The hosts; each takes all mail and hands it to whoever is the primary. */
    hosts: MailboxHostArgs[];
    /** Largest mail in bytes that they take. */
    messageSizeLimitBytes: number;
    /** Certificate of the authority that signed theirs, PEM. */
    caCertificate: string;
    /** What the MX shows them, PEM: they take mail from nobody else. */
    certificate: string;
    /** Its key, PEM: a secret. */
    privateKey: string;
    /** OpenSSH private key that may ask them for the list of recipients, and do nothing else: a secret. */
    listKey: string;
}
