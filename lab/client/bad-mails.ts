/** A session that a mail server must end in the same way on every MX of a domain. */
export interface BadMail {
    /** What is wrong with it. */
    readonly what: string;
    /** What is said, line by line; what follows DATA is one of them. */
    readonly says: readonly string[];
    /** The code of each reply, the greeting first. */
    readonly codes: readonly number[];
    /** The class of the refusal that Exim gives instead, where it cannot give that of Postfix. */
    readonly byExim?: number;
    /** What the last reply says, where its code alone could mean something else. */
    readonly reply?: RegExp;
}

const HELLO = "EHLO sender.lab.test";
const FROM = "MAIL FROM:<stranger@outside.test>";
const UNKNOWN_LIMIT = 5;

/** A mail of one line, as it is said after DATA. */
export function text(subject: string, body: string): string {
    return `From: <stranger@outside.test>\r\nSubject: ${subject}\r\n\r\n${body}\r\n.`;
}

/** Bad mail for a known `recipient` of a domain whose MXs keep the default policy and take `sizeLimit` bytes. */
export function badMails(recipient: string, sizeLimit: number, ownName: string): BadMail[] {
    const domain = recipient.split("@")[1];
    const to = `RCPT TO:<${recipient}>`;
    const nobody = (index: number) => `RCPT TO:<nobody${index}@${domain}>`;
    const unknown = Array.from({ length: UNKNOWN_LIMIT + 2 }, (_, index) => nobody(index));
    const greeting = (name: string) => [`EHLO ${name}`, FROM, to];
    return [
        { what: "an unknown user", says: [HELLO, FROM, nobody(0)], codes: [220, 250, 250, 550] },
        {
            what: "mail from nowhere to an unknown user",
            says: [HELLO, "MAIL FROM:<>", nobody(0)],
            codes: [220, 250, 250, 550],
        },
        { what: "no greeting", says: [FROM], codes: [220, 503] },
        { what: "a greeting without a full name", says: greeting("localhost"), codes: [220, 250, 250, 504] },
        { what: "a greeting with a name that is none", says: greeting("a_b..c"), codes: [220, 250, 250, 501] },
        { what: "a greeting with a name of the pair", says: greeting(ownName), codes: [220, 250, 250, 450] },
        {
            what: "a mail that says it is too large",
            says: [HELLO, `${FROM} SIZE=${2 * sizeLimit}`],
            codes: [220, 250, 552],
        },
        { what: "relaying", says: [HELLO, FROM, "RCPT TO:<someone@other.org>"], codes: [220, 250, 250, 554] },
        {
            what: "relaying by %",
            says: [HELLO, FROM, `RCPT TO:<someone%other.org@${domain}>`],
            codes: [220, 250, 250, 554],
        },
        {
            what: "an address without brackets",
            says: [HELLO, FROM, `RCPT TO:${recipient}`],
            codes: [220, 250, 250, 501],
        },
        { what: "VRFY", says: [HELLO, `VRFY ${recipient}`], codes: [220, 250, 502] },
        { what: "ETRN of a stranger", says: [HELLO, `ETRN ${domain}`], codes: [220, 250, 554], byExim: 4 },
        {
            what: "more than 5 unknown users",
            says: [HELLO, FROM, ...unknown],
            codes: [220, 250, 250, ...unknown.slice(0, -1).map(() => 550), 421],
        },
    ];
}

/**
 * A mail that hides a second one behind a line feed without carriage return: a server that ends the first there takes
 * the rest for commands. `end` is what stands where the mail seems to end.
 */
export function smuggled(recipient: string, run: string, end: string): string[] {
    const hidden = `${FROM}\r\nRCPT TO:<${recipient}>\r\nDATA\r\nSubject: ${run} hidden\r\n\r\nhidden\r\n.`;
    return [HELLO, FROM, `RCPT TO:<${recipient}>`, "DATA", `Subject: ${run} outer\r\n\r\nouter${end}${hidden}`];
}

/** Ends of a mail that are none, as different servers read them. */
export const FALSE_ENDS = ["\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r"];
