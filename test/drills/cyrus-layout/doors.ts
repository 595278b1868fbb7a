import type { MailUser } from "../../../lab/client/mail-writer";
import type { LabCyrusPair } from "../../../lab/pair/cyrus";

/** Says lines to a port of a host, by TLS with its name checked, from the witness; returns the answers. */
async function say(pair: LabCyrusPair, address: string, port: number, lines: string[], starttls = ""): Promise<string> {
    const { machine } = pair.witness;
    await machine.run("cat >/tmp/clients-ca.crt", { stdin: pair.ca });
    const checks = `-verify_return_error -verify_hostname ${pair.instance().serviceName} -CAfile /tmp/clients-ca.crt`;
    // One after the other: what comes before the answer to a login is not read by all servers.
    const slowly = "while IFS= read -r line; do printf '%s\\n' \"$line\"; sleep 0.3; done";
    const client = `${slowly} | timeout 30 openssl s_client -quiet -ign_eof ${starttls} ${checks} -connect ${address}:${port}`;
    const { stdout, stderr } = await machine.run(client, { stdin: lines.map((line) => `${line}\r\n`).join("") });
    if (stdout === "") throw new Error(`${address}:${port}: ${stderr.slice(-600)}`);
    return stdout;
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
    const answers = await say(pair, address, 4190, [...lines, "LOGOUT"], "-starttls sieve");
    const refused = /^(NO|BYE).*$/m.exec(answers.replace(/^OK "Logout.*$/m, ""));
    if (refused || (answers.match(/^OK/gm) ?? []).length < 4) throw new Error(`Sieve: ${answers}`);
}
