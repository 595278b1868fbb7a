import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { type Cloud, type CloudOptions, openCloud } from "./cloud";
import { cloudflareFace } from "./cloudflare/face";
import { controlFace } from "./control/face";
import { Calls } from "./http/calls";
import { requestListener } from "./http/server";
import { linodeFace } from "./linode/face";
import { recover } from "./machines/recovery";
import { startWatchdog } from "./machines/watchdog";

export interface Tokens {
    linode: string;
    cloudflare: string;
    lab: string;
}

export interface StartOptions extends CloudOptions {
    tokens: Tokens;
    host: string;
    /** 0: any free one. */
    port: number;
}

export interface RunningCloud {
    /** http://host:port, without a path. */
    url: string;
    cloud: Cloud;
    /** Stops answering and watching. Machines go on. */
    close(): Promise<void>;
}

/**
 * Starts the local cloud: takes the port first (so that two never work on one state), then goes on where an earlier
 * process was ended, then answers. Until then requests get 503.
 */
export async function startCloud(options: StartOptions): Promise<RunningCloud> {
    let listener: http.RequestListener = (_, response) => response.writeHead(503, { "retry-after": "1" }).end();
    const server = http.createServer((request, response) => listener(request, response));
    await listen(server, options.host, options.port);
    const url = `http://${options.host}:${(server.address() as AddressInfo).port}`;
    const cloud = await openAndRecover(options).catch((error: Error) => {
        server.close();
        throw error;
    });
    const stopWatchdog = startWatchdog(cloud);
    const calls = new Calls();
    const { tokens } = options;
    const faces = [
        linodeFace(cloud, tokens.linode),
        cloudflareFace(cloud, tokens.cloudflare),
        controlFace(cloud, calls, tokens.lab),
    ];
    listener = requestListener(faces, {
        log: options.log,
        called: (face, kind) => face !== "lab" && calls.add(kind),
    });
    const close = async () => {
        stopWatchdog();
        await new Promise<void>((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
        });
        await cloud.close();
    };
    return { url, cloud, close };
}

async function openAndRecover(options: CloudOptions): Promise<Cloud> {
    const cloud = await openCloud(options);
    await recover(cloud);
    return cloud;
}

function listen(server: http.Server, host: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
        server.once("error", (error) => reject(new Error(`cannot listen on ${host}:${port}: ${error.message}`)));
        server.listen(port, host, () => resolve());
    });
}
