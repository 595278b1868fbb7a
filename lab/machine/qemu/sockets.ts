import * as path from "node:path";
import type { MachineSpec } from "../machine";

/** What the kernel takes as the path of a Unix socket. */
const LONGEST = 107;

/** Path of one of QEMU's sockets in a machine's folder. */
export function socketIn(spec: MachineSpec, name: string): string {
    const file = path.join(spec.dir, name);
    if (Buffer.byteLength(file) <= LONGEST) return file;
    throw new Error(`${file}: longer than ${LONGEST} bytes, the most for a socket: use a shorter STANDBY_LABS`);
}
