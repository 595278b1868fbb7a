import * as fs from "node:fs";
import * as path from "node:path";
import { isProps, nested, type Props, text } from "../values";
import { isAsset } from "../wire";
import type { RemoteFiles } from "./remote-files";

async function copyText(files: RemoteFiles, contents: string, target: string): Promise<void> {
    if ((await files.kind(target)) === "directory") {
        throw new Error(
            `remote path ${target} is a directory; when using a text asset, remotePath must be a file path`,
        );
    }
    await files.makeFolder(path.posix.dirname(target));
    await files.write(target, Buffer.from(contents));
}

async function copyFile(files: RemoteFiles, source: string, target: string): Promise<void> {
    const folder = (await files.kind(target)) === "directory";
    const name = folder ? path.posix.join(target, path.basename(source)) : target;
    await files.makeFolder(path.posix.dirname(name));
    await files.write(name, fs.readFileSync(source));
}

async function copyEntries(files: RemoteFiles, source: string, target: string): Promise<void> {
    await files.makeFolder(target);
    for (const entry of fs.readdirSync(source, { withFileTypes: true })) {
        const [from, to] = [path.join(source, entry.name), path.posix.join(target, entry.name)];
        if (fs.statSync(from).isDirectory()) await copyEntries(files, from, to);
        else await files.write(to, fs.readFileSync(from));
    }
}

/** `dir` goes to target/dir, `dir/` puts its entries into target. */
async function copyFolder(files: RemoteFiles, source: string, target: string): Promise<void> {
    await files.makeFolder(target);
    const into = source.endsWith("/") ? target : path.posix.join(target, path.basename(source));
    await copyEntries(files, source, into);
}

async function copyAssets(files: RemoteFiles, assets: Props, target: string): Promise<void> {
    if ((await files.kind(target)) === "file") {
        throw new Error(`remote path ${target} exists but is not a directory; cannot copy asset archive contents`);
    }
    await files.makeFolder(target);
    for (const [name, entry] of Object.entries(assets)) {
        if (isProps(entry)) await copySource(files, entry, path.posix.join(target, name));
    }
}

/** Copies one asset or archive to `target`, by the real plugin's rules for what is already there. */
export async function copySource(files: RemoteFiles, source: Props, target: string): Promise<void> {
    const [contents, local] = [text(source, "text"), text(source, "path")];
    const assets = nested(source, "assets");
    if (isAsset(source) && contents !== undefined) return copyText(files, contents, target);
    if (assets) return copyAssets(files, assets, target);
    if (!local)
        throw new Error("only text, local files and local folders are supported by the lab; use the real plugin");
    if (fs.statSync(local).isDirectory()) return copyFolder(files, local, target);
    return copyFile(files, local, target);
}
