import { copyFile, mkdir, writeFile } from "node:fs/promises";
import * as https from "node:https";
import * as path from "node:path";
import { withLock } from "../net/lock";
import type { LabNetwork } from "../net/network";
import { startDaemon, stopDaemon } from "./daemon";
import { ensureS3Gateway } from "./s3-build";
import { ensureServicesTree } from "./tree";

/** Port of the object storage on net.gateway. */
export const S3_PORT = 9000;

/** The key of the lab's object storage. */
export interface S3Key {
    accessKeyId: string;
    secretAccessKey: string;
}

/** A certificate of the lab's object storage and its key, PEM. */
export interface S3Certificate {
    certificate: string;
    key: string;
}

/** URL of the lab's object storage, as its machines reach it. */
export function s3Endpoint(net: LabNetwork, protocol: "http" | "https" = "http"): string {
    return `${protocol}://${net.gateway}:${S3_PORT}`;
}

/** Where an object lies, for tests that damage one. */
export function s3Object(dir: string, bucket: string, name: string): string {
    return path.join(dir, "s3", "data", bucket, name);
}

/**
 * Starts S3-compatible object storage for the lab's machines on net.gateway unless it runs; its objects are files in
 * the lab's state folder for services. Not among the services that every lab has.
 */
export async function startS3(
    net: LabNetwork,
    dir: string,
    key: S3Key,
    buckets: string[],
    tls?: S3Certificate,
    log = (_: string): void => {},
) {
    const [tree, program] = [await ensureServicesTree(log), await ensureS3Gateway(log)];
    const state = path.join(dir, "s3");
    await withLock(path.join(dir, "s3.lock"), async () => {
        for (const bucket of buckets) await mkdir(path.join(state, "data", bucket), { recursive: true });
        await copyFile(program, path.join(state, "versitygw"));
        const lines = `export ROOT_ACCESS_KEY='${key.accessKeyId}' ROOT_SECRET_KEY='${key.secretAccessKey}'\n`;
        await writeFile(path.join(state, "key"), lines, { mode: 0o600 });
        if (tls) await writeFile(path.join(state, "tls.pem"), `${tls.certificate}${tls.key}`, { mode: 0o600 });
        const secure = tls ? "--cert /lab/tls.pem --key /lab/tls.pem " : "";
        const run = `. /lab/key && exec /lab/versitygw --quiet ${secure}--port ${net.gateway}:${S3_PORT} posix /lab/data`;
        const ready = () => s3Answers(net, tls ? "https" : "http");
        await startDaemon({ dir: state, tree, netns: net.netns, argv: ["sh", "-c", run], ready });
    });
}

/** Stops it; its objects stay. */
export function stopS3(dir: string): Promise<void> {
    return stopDaemon(path.join(dir, "s3"));
}

/** Whether it answers; a stranger is refused, which is an answer. */
export async function s3Answers(net: LabNetwork, protocol: "http" | "https" = "http"): Promise<boolean> {
    if (protocol === "https") return answersTls(s3Endpoint(net, protocol));
    const answer = await fetch(s3Endpoint(net), { signal: AbortSignal.timeout(1000) }).catch(() => undefined);
    await answer?.body?.cancel();
    return answer !== undefined;
}

/** Whose certificate it is, is for the machines to check. */
function answersTls(url: string): Promise<boolean> {
    return new Promise((resolve) => {
        const asked = https.get(url, { rejectUnauthorized: false, timeout: 1000 }, (answer) => {
            answer.resume();
            resolve(true);
        });
        asked.on("timeout", () => asked.destroy()).on("error", () => resolve(false));
    });
}
