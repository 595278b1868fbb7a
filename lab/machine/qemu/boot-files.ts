import * as fs from "node:fs";
import * as path from "node:path";

/** The kernel in an image's tree. */
export function kernelOf(tree: string): string {
    return newest(tree, "vmlinuz-");
}

/** The first file system that it boots with, in an image's tree. */
export function initrdOf(tree: string): string {
    return newest(tree, "initrd.img-");
}

function newest(tree: string, prefix: string): string {
    const boot = path.join(tree, "boot");
    const name = fs
        .readdirSync(boot)
        .filter((one) => one.startsWith(prefix))
        .sort()
        .pop();
    if (name === undefined) throw new Error(`no kernel in ${boot}: this image is for containers`);
    return path.join(boot, name);
}
