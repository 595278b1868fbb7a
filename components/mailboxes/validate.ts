import { addressProblems, hostKeyProblems } from "../host/validate";
import { Problem, shown } from "../problems";
import { MailboxesArgs } from "./args";

/** What a host on the way puts on top of a mail. */
const ROOM_BYTES = 65536;

/** What must be known of the pair in front. */
export interface InFront {
    readonly domains: readonly string[];
    /** Largest mail that its primary takes. */
    readonly messageSizeLimitBytes: number;
}

/** Everything that can be wrong with mailboxes behind a pair of MXs. */
export function mailboxesProblems(mailboxes: MailboxesArgs, { domains, messageSizeLimitBytes }: InFront): Problem[] {
    const { hosts, domains: theirs } = mailboxes;
    if (hosts.length === 0) {
        const reason = "names no host: set behindMx: true on the CyrusPair that this is the output mailboxes of";
        return [{ property: "mailboxes.hosts", reason }];
    }
    const without = domains.flatMap((domain, index): Problem[] => {
        if (theirs.includes(domain)) return [];
        const reason = `"${domain}" has no mailboxes behind this pair, they are for ${shown(theirs)}: add it to the domains of the instance there, or take it out here`;
        return [{ property: `domains[${index}]`, reason }];
    });
    const most = mailboxes.messageSizeLimitBytes - ROOM_BYTES;
    const tooLarge = messageSizeLimitBytes <= most ? [] : [tooLargeFor(messageSizeLimitBytes, most)];
    return [
        ...without,
        ...tooLarge,
        ...hosts.flatMap(({ address, sshHostKey }, index) => [
            ...addressProblems(`mailboxes.hosts[${index}].address`, address),
            ...hostKeyProblems(`mailboxes.hosts[${index}].sshHostKey`, sshHostKey),
        ]),
    ];
}

function tooLargeFor(bytes: number, most: number): Problem {
    const reason = `the primary would take ${bytes} bytes, and its mailboxes at most ${most}: what it took would come back to the sender. Set it lower`;
    return { property: "messageSizeLimitBytes", reason };
}
