import { spawn } from "node:child_process";
import { once } from "node:events";
import type { LabNetwork } from "../net/network";

/** A server of one file of virus signatures, since the lab's machines do not reach those of ClamAV. */
export interface SignatureServer {
    url: string;
    close(): void;
}

/** Runs in the lab's network: serves what it gets by stdin, and ends with it. */
const SERVER = `
    let text = "";
    const changed = new Date().toUTCString();
    process.stdin.on("data", (chunk) => {
        text += chunk;
        if (!text.endsWith("\\n")) return;
        const server = require("http").createServer((_, response) => {
            response.writeHead(200, { "content-type": "text/plain", "last-modified": changed }).end(text);
        });
        server.listen(0, process.argv[1], () => console.log(server.address().port));
    });
    process.stdin.on("end", () => process.exit());
`;

/**
 * Serves this line of signatures on net.gateway as a file of ClamAV's .ndb form, until it is closed or this process ends.
 */
export async function serveSignatures({ gateway, netns }: LabNetwork, ndb: string): Promise<SignatureServer> {
    const command = [`--net=/run/netns/${netns}`, process.execPath, "-e", SERVER, gateway];
    const child = spawn("nsenter", command, { stdio: ["pipe", "pipe", "inherit"] });
    child.stdin.write(ndb);
    const [said] = await Promise.race([
        once(child.stdout, "data"),
        once(child, "exit").then(() => Promise.reject(new Error("the server of virus signatures did not start"))),
    ]);
    child.unref();
    return { url: `http://${gateway}:${Number(String(said))}/lab.ndb`, close: () => child.stdin.end() };
}
