import { copyFile, mkdir, writeFile } from "node:fs/promises";
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

/** URL of the lab's object storage, as its machines reach it. */
export function s3Endpoint(net: LabNetwork): string {
    return `http://${net.gateway}:${S3_PORT}`;
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
    log = (_: string): void => {},
) {
    const [tree, program] = [await ensureServicesTree(log), await ensureS3Gateway(log)];
    const state = path.join(dir, "s3");
    await withLock(path.join(dir, "s3.lock"), async () => {
        for (const bucket of buckets) await mkdir(path.join(state, "data", bucket), { recursive: true });
        await copyFile(program, path.join(state, "versitygw"));
        const lines = `export ROOT_ACCESS_KEY='${key.accessKeyId}' ROOT_SECRET_KEY='${key.secretAccessKey}'\n`;
        await writeFile(path.join(state, "key"), lines, { mode: 0o600 });
        const run = `. /lab/key && exec /lab/versitygw --quiet --port ${net.gateway}:${S3_PORT} posix /lab/data`;
        await startDaemon({ dir: state, tree, netns: net.netns, argv: ["sh", "-c", run], ready: () => s3Answers(net) });
    });
}

/** Stops it; its objects stay. */
export function stopS3(dir: string): Promise<void> {
    return stopDaemon(path.join(dir, "s3"));
}

/** Whether it answers; a stranger is refused, which is an answer. */
export async function s3Answers(net: LabNetwork): Promise<boolean> {
    const answer = await fetch(s3Endpoint(net), { signal: AbortSignal.timeout(1000) }).catch(() => undefined);
    await answer?.body?.cancel();
    return answer !== undefined;
}
