import { mkdir, writeFile } from "node:fs/promises";
import * as https from "node:https";
import * as path from "node:path";
import { withLock } from "../net/lock";
import type { LabNetwork } from "../net/network";
import { startDaemon, stopDaemon } from "./daemon";
import type { S3Certificate } from "./s3";
import { ensureServicesTree } from "./tree";

/** Ports of the ACME server on net.gateway: for those who ask for certificates, and for who runs it. */
const [ACME_PORT, MANAGEMENT_PORT] = [14000, 15000];
/** As a certificate of Let's Encrypt lives. */
const LIFE_SECONDS = 90 * 86400;

/** URL of the ACME server's directory, by a name that the lab's DNS leads to net.gateway. */
export function acmeDirectory(name: string): string {
    return `https://${name}:${ACME_PORT}/dir`;
}

/**
 * Starts an ACME server (Pebble, of Let's Encrypt) on net.gateway unless it runs. It asks the lab's resolver for names and the
 * hosts themselves on port 80. `tls`: what it shows itself. It forgets all at its end: the next one is another authority.
 */
export async function startAcme(net: LabNetwork, dir: string, tls: S3Certificate, log = (_: string): void => {}) {
    const tree = await ensureServicesTree(log);
    const state = path.join(dir, "acme");
    await withLock(path.join(dir, "acme.lock"), async () => {
        await mkdir(state, { recursive: true });
        await writeFile(path.join(state, "tls.crt"), tls.certificate);
        await writeFile(path.join(state, "tls.key"), tls.key, { mode: 0o600 });
        const pebble = {
            ...{
                listenAddress: `${net.gateway}:${ACME_PORT}`,
                managementListenAddress: `${net.gateway}:${MANAGEMENT_PORT}`,
            },
            ...{ certificate: "/lab/tls.crt", privateKey: "/lab/tls.key", httpPort: 80, tlsPort: 443 },
            ...{ ocspResponderURL: "", externalAccountBindingRequired: false, certificateValidityPeriod: LIFE_SECONDS },
        };
        await writeFile(path.join(state, "pebble.json"), JSON.stringify({ pebble }));
        // By itself it sleeps for up to 15 s before it asks a host.
        const run = `PEBBLE_VA_NOSLEEP=1 exec pebble -config /lab/pebble.json -dnsserver ${net.gateway}:53`;
        const ready = () => acmeRoot(net).then(Boolean, () => false);
        await startDaemon({ dir: state, tree, netns: net.netns, argv: ["sh", "-c", run], ready });
    });
}

/** Stops it. */
export function stopAcme(dir: string): Promise<void> {
    return stopDaemon(path.join(dir, "acme"));
}

/** The certificate, PEM, that its certificates come from. */
export function acmeRoot({ gateway }: LabNetwork): Promise<string> {
    const url = `https://${gateway}:${MANAGEMENT_PORT}/roots/0`;
    return new Promise((resolve, reject) => {
        const asked = https.get(url, { rejectUnauthorized: false, timeout: 1000 }, (answer) => {
            let text = "";
            answer.on("data", (chunk) => (text += chunk));
            answer.on("end", () => resolve(text));
        });
        asked.on("timeout", () => asked.destroy(new Error(`${url}: no answer`))).on("error", reject);
    });
}
