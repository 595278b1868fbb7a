import assert from "node:assert/strict";
import { createPublicKey, sign } from "node:crypto";
import * as https from "node:https";
import {
    authorityFrom,
    serverCertificate,
    serverKeyFrom,
    validityAt,
} from "../../../components/certificate/certificate";
import { acmeDirectory, acmeRoot, startAcme, stopAcme } from "../../../lab/services";
import { servicesDir } from "../../../lab/lab";
import type { LabMember } from "../../../lab/pair";
import type { BackupMxLab } from "../../helpers/lab";
import { tlsDialog } from "../../helpers/tls-dialog";
import { addRecord } from "../../helpers/zone-record";

const NAME = "acme.example.test";
const AUTHORITY = authorityFrom("the ACME server of the lab", "lab");

/** An ACME server in the lab, under a name in the lab's DNS; it is started and stopped at will. */
export class AcmeLab {
    /** What `certificate` of the pair is to be. */
    readonly certificate = { acme: { directory: acmeDirectory(NAME), directoryCa: AUTHORITY.certificate } };
    private takeOut?: () => Promise<void>;

    constructor(private readonly at: () => BackupMxLab) {}

    private get net() {
        return this.at().lab.net;
    }

    private get dir() {
        return servicesDir(this.at().lab.name);
    }

    async name(): Promise<void> {
        this.takeOut = await addRecord(this.at().lab.name, "example.test", {
            type: "A",
            name: NAME,
            content: this.net.gateway,
        });
    }

    async start(): Promise<void> {
        const key = serverKeyFrom("the ACME server of the lab", "lab");
        const { certificate, privateKey } = serverCertificate(AUTHORITY, key, [NAME], validityAt(new Date()));
        await startAcme(this.net, this.dir, { certificate, key: privateKey });
    }

    stop(): Promise<void> {
        return stopAcme(this.dir);
    }

    /** The certificate that those of this server come from; another one after each start. */
    root(): Promise<string> {
        return acmeRoot(this.net);
    }

    /** What the authority knows of the account with this key, PEM (RFC 8555, 7.3.1). */
    async account(key: string): Promise<{ contact?: string[] }> {
        const nonce = (await this.ask("HEAD", "/nonce-plz")).nonce;
        const body = signed(key, { nonce, url: this.url("/sign-me-up") }, { onlyReturnExisting: true });
        const { status, text } = await this.ask("POST", "/sign-me-up", body);
        assert.equal(status, 200, text);
        return JSON.parse(text) as { contact?: string[] };
    }

    private url(route: string): string {
        return new URL(route, acmeDirectory(NAME)).href;
    }

    private ask(method: string, route: string, body?: string) {
        const { port } = new URL(acmeDirectory(NAME));
        const to = { host: this.net.gateway, port, path: route, servername: NAME, ca: AUTHORITY.certificate, method };
        const headers = { host: `${NAME}:${port}`, "content-type": "application/jose+json" };
        return new Promise<{ status?: number; nonce: string; text: string }>((resolve, reject) => {
            const asked = https.request({ ...to, headers }, (answer) => {
                let text = "";
                answer.on("data", (chunk) => (text += chunk));
                const nonce = String(answer.headers["replay-nonce"]);
                answer.on("end", () => resolve({ status: answer.statusCode, nonce, text }));
            });
            asked.on("error", reject).end(body);
        });
    }

    async end(): Promise<void> {
        await this.stop();
        await this.takeOut?.();
    }
}

/** A request to an authority, by the key of an account. */
function signed(key: string, header: { nonce: string; url: string }, payload: object): string {
    const { n, e } = createPublicKey(key).export({ format: "jwk" });
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const first = part({ alg: "RS256", jwk: { e, kty: "RSA", n }, ...header });
    const signature = sign("sha256", Buffer.from(`${first}.${part(payload)}`), key).toString("base64url");
    return JSON.stringify({ protected: first, payload: part(payload), signature });
}

/** Greets an MX by STARTTLS, from the other side of the lab; fails unless its certificate has its name and comes from `ca`. */
export function greetsBy(ca: string, from: LabMember, { name, address }: LabMember): Promise<string> {
    return tlsDialog(from, { address, port: 25, name, ca, starttls: "smtp" }, ["QUIT"]);
}

/** What a host answers by HTTPS; fails unless its certificate has that name and comes from `ca`. */
export async function fetched(
    ca: string,
    from: LabMember,
    address: string,
    host: string,
    file: string,
): Promise<string> {
    const lines = [`GET ${file} HTTP/1.1`, `Host: ${host}`, "Connection: close", ""];
    const answer = await tlsDialog(from, { address, port: 443, name: host, ca }, lines);
    return answer.replaceAll("\r", "");
}

/** Facts about the certificate that an MX shows: its serial number, and the digest of its key as a TLSA record has it. */
export async function shown(from: LabMember, { address }: LabMember): Promise<{ serial: string; key: string }> {
    const certificate = `openssl s_client -starttls smtp -connect ${address}:25 </dev/null 2>/dev/null | openssl x509`;
    const serial = await from.machine.succeed(`${certificate} -noout -serial`);
    const key = await from.machine.succeed(
        `${certificate} -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum | cut -d' ' -f1`,
    );
    return { serial: serial.trim(), key: key.trim() };
}
