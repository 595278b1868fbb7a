import type { MailUser } from "../../../lab/client/mail-writer";
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import { tlsDialog } from "../../helpers/tls-dialog";

/** Says lines to a port of a host, from the witness; returns the answers. */
function say(pair: LabCyrusPair, address: string, port: number, lines: string[], starttls?: string): Promise<string> {
    const { serviceName: name } = pair.instance();
    return tlsDialog(pair.witness, { address, port, name, ca: pair.ca, starttls }, lines);
}

/** How many mails a user has, by POP3. */
export async function popCount(pair: LabCyrusPair, address: string, { name, password }: MailUser): Promise<number> {
    const answers = await say(pair, address, 995, [`USER ${name}`, `PASS ${password}`, "STAT", "QUIT"]);
    const [, count] = /^\+OK (\d+) \d+\r?$/m.exec(answers) ?? [];
    if (count === undefined) throw new Error(`POP3: ${answers}`);
    return Number(count);
}

/** Stores a Sieve script for a user and makes it the active one. */
export async function putScript(
    pair: LabCyrusPair,
    address: string,
    { name, password }: MailUser,
    script: string,
): Promise<void> {
    const login = Buffer.from(`\0${name}\0${password}`).toString("base64");
    const lines = [
        `AUTHENTICATE "PLAIN" "${login}"`,
        `PUTSCRIPT "main" {${script.length}+}`,
        script,
        'SETACTIVE "main"',
    ];
    const answers = await say(pair, address, 4190, [...lines, "LOGOUT"], "sieve");
    const refused = /^(NO|BYE).*$/m.exec(answers.replace(/^OK "Logout.*$/m, ""));
    if (refused || (answers.match(/^OK/gm) ?? []).length < 4) throw new Error(`Sieve: ${answers}`);
}
