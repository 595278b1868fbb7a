import type { LabMember } from "../../lab/pair/member";

/** A service to talk to, whose certificate must have this name and come from this authority. */
export interface TlsService {
    address: string;
    port: number;
    name: string;
    /** Certificate of the authority, PEM. */
    ca: string;
    /** Speaks in clear first, as this protocol does: a word of `openssl s_client`. @default TLS from the start */
    starttls?: string;
}

const CA = "/run/clients-ca.crt";

/**
 * Says lines to a service, from a host of the lab that can reach it, and returns the answers; throws when there are none. One
 * line after the other: what comes before the answer to a login is not read by all servers.
 */
export async function tlsDialog({ machine }: LabMember, service: TlsService, lines: string[]): Promise<string> {
    const { address, port, name, ca, starttls } = service;
    await machine.run(`cat >${CA}`, { stdin: ca });
    const slowly = "while IFS= read -r line; do printf '%s\\n' \"$line\"; sleep 0.3; done";
    const checks = `-servername ${name} -verify_return_error -verify_hostname ${name} -CAfile ${CA}`;
    const first = starttls === undefined ? "" : `-starttls ${starttls}`;
    const client = `timeout 30 openssl s_client -quiet -ign_eof ${first} ${checks} -connect ${address}:${port}`;
    const stdin = lines.map((line) => `${line}\r\n`).join("");
    const { stdout, stderr } = await machine.run(`${slowly} | ${client}`, { stdin });
    if (stdout === "") throw new Error(`${address}:${port}: ${stderr.slice(-600) || "no answer"}`);
    return stdout;
}
