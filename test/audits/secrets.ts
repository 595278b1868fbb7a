import * as fs from "node:fs";
import { readLabFile } from "../../lab/client/lab-file";
import type { LabPair } from "../../lab/pair";
import { labDir } from "../../lab/paths";
import { keyFrom, secretTexts } from "../helpers/state";

/** A text that must be nowhere in clear, and what it is. */
export interface Canary {
    what: string;
    /** All forms that count: as it is, and inside of a base64 text, wherever it begins in it. */
    forms: string[];
}

/** The line, counted from 0, of an OpenSSH ed25519 key file in which the secret part stands; those before are public. */
const SECRET_LINE = 4;

/** The secrets of a pair, from its decrypted state: what keys are made from, and the keys. */
export async function canaries(pair: LabPair): Promise<Canary[]> {
    const texts = [...(await secretTexts(pair.pulumi))];
    const made = texts.flatMap(([name, secret]) => {
        const key = keyFrom(name, secret).privateKey.split("\n")[SECRET_LINE];
        return [canary(name, secret), canary(`private key of ${name}`, key)];
    });
    const { linodeToken, cloudflareToken } = readLabFile(pair.lab.name);
    const passphrase = fs.readFileSync(labDir(pair.lab.name, "pulumi", "passphrase"), "utf8").trim();
    const tokens = { "Linode token": linodeToken, "Cloudflare token": cloudflareToken, passphrase };
    return [...made, ...Object.entries(tokens).map(([what, text]) => canary(what, text))];
}

/** A secret in the forms in which it may be found. */
export function canary(what: string, text: string): Canary {
    const inside = [0, 1, 2].map((shift) => {
        const encoded = Buffer.from("x".repeat(shift) + text).toString("base64");
        // The first and the last group depend on what stands beside it.
        return encoded.slice(shift === 0 ? 0 : 4, encoded.length - 4);
    });
    return { what, forms: [text, ...inside] };
}

/** The secrets that stand in a text. */
export function found(text: string, secrets: Canary[]): string[] {
    return secrets.filter(({ forms }) => forms.some((form) => text.includes(form))).map(({ what }) => what);
}
