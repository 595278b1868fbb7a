import { createHash } from "node:crypto";

/** A file as it must stand on a host. */
export interface HostFile {
    /** Absolute path, without spaces. */
    readonly path: string;
    /** The whole text. */
    readonly content: string;
    /** Octal mode. @default "0644" */
    readonly mode?: string;
    /** Owner and group. @default "root:root" */
    readonly owner?: string;
}

/** A large text that travels apart from the bundle and is named by its digest. */
export interface HostData {
    /** SHA-256 of the text in hex; the text waits on the host under `incomingName`. */
    readonly sha256: string;
    /** Where it is put before it is checked and taken over. */
    readonly path: string;
    /** Octal mode. @default "0644" */
    readonly mode?: string;
    /** Owner and group. @default "root:root" */
    readonly owner?: string;
}

/**
 * Name of a data file on its way, in the home of the user who logs in: a path without folders, since the provider makes
 * none, and relative, since who is not root can write there only.
 */
export function incomingName(digest: string): string {
    return `.standby-${digest}`;
}

export function sha256(text: string): string {
    return createHash("sha256").update(text, "utf8").digest("hex");
}

const PATH = /^(\/(?!\.\.?(\/|$))[A-Za-z0-9@._+:-]+)+$/;
const MODE = /^0[0-7]{3}$/;
const OWNER = /^[a-z_][a-z0-9_-]*:[a-z_][a-z0-9_-]*$/i;

/** Refuses what the host-side runtime could not read back from its line-based manifest. */
export function assertWritable(file: { path: string; mode?: string; owner?: string }): void {
    if (!PATH.test(file.path)) {
        throw new Error(`path "${file.path}" is not an absolute path of plain characters`);
    }
    if (file.mode !== undefined && !MODE.test(file.mode)) {
        throw new Error(`mode "${file.mode}" of ${file.path} is not of the form 0644`);
    }
    if (file.owner !== undefined && !OWNER.test(file.owner)) {
        throw new Error(`owner "${file.owner}" of ${file.path} is not of the form user:group`);
    }
}
