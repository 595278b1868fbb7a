import type { Database } from "./database-host";

/** The same promises on S3-compatible object storage. */
export function objectStorage(_subject: { db: Database }): void {}
