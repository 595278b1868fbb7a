import { type BadMail, text } from "./bad-mails";

/** The test file of all virus scanners, in two halves: whole, it would have this source quarantined. See eicar.org. */
const EICAR = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-", "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");
/** The same for spam filters. See spamassassin.apache.org/gtube. */
const GTUBE = ["XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-", "STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"].join("");

/** Signature of EICAR, in the form of ClamAV's .ndb files: name, any kind of file, anywhere in it, its bytes. */
export const EICAR_SIGNATURE = `Lab.Eicar-Test:0:*:${Buffer.from(EICAR).toString("hex")}\n`;

/** A mail with a virus in a file that comes with it, as it is said after DATA. */
export function infected(subject: string): string {
    const border = "----lab-border";
    const parts = [
        ["Content-Type: text/plain", "", "Here is the file."],
        [
            "Content-Type: application/octet-stream",
            'Content-Disposition: attachment; filename="eicar.com"',
            "Content-Transfer-Encoding: base64",
            "",
            Buffer.from(EICAR).toString("base64"),
        ],
    ];
    const body = parts.map((lines) => `--${border}\r\n${lines.join("\r\n")}\r\n`).join("") + `--${border}--`;
    const header = ["MIME-Version: 1.0", `Content-Type: multipart/mixed; boundary="${border}"`];
    return [`From: <stranger@outside.test>`, `Subject: ${subject}`, ...header, "", `${body}`, "."].join("\r\n");
}

/** A mail that every spam filter refuses. */
export function spam(subject: string): string {
    return text(subject, GTUBE);
}

/** Bad mail that only a filter finds, for a known `recipient` of a domain whose MXs look for viruses and spam. */
export function badContents(recipient: string, run: string): BadMail[] {
    const opening = ["EHLO sender.lab.test", "MAIL FROM:<stranger@outside.test>", `RCPT TO:<${recipient}>`, "DATA"];
    const taken = [220, 250, 250, 250, 354];
    return [
        {
            what: "the virus of all tests",
            says: [...opening, infected(`${run} virus`)],
            codes: [...taken, 550],
            reply: /^550 5\.7\.1 .*Eicar/,
        },
        {
            what: "the spam of all tests",
            says: [...opening, spam(`${run} spam`)],
            codes: [...taken, 554],
            reply: /^554 5\.7\.1 Gtube pattern/,
        },
    ];
}
