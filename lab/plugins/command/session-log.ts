import * as fs from "node:fs";
import type { Hop } from "./auth";

/** Where tests count sessions: with STANDBY_SSH_LOG=<file>, one JSON line for each SSH session that was opened. */
export function countSession(kind: "exec" | "sftp", hop: Hop, name: string): void {
    const file = process.env.STANDBY_SSH_LOG;
    if (!file) return;
    const { host, port, user } = hop;
    fs.appendFileSync(file, `${JSON.stringify({ host, port, user, kind, name })}\n`);
}
