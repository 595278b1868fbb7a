import { BackupMxPairArgs } from "../../../../components/backup-mx/args";
import { BackupMxPair } from "../../../../components/backup-mx/backup-mx-pair";
import { record } from "../../../helpers/mocks";
import { sampleExisting } from "../../../helpers/pair";
import { sampleArgs } from "./sample";

/** A primary that is left alone. */
export const unmanaged: Partial<BackupMxPairArgs> = {
    a: { hostName: "mail.example.com", unmanaged: { address: "198.51.100.25" } },
};
/** Two hosts that are adopted. */
export const existing: Partial<BackupMxPairArgs> = {
    a: { hostName: "mail.example.com", existing: sampleExisting("198.51.100.25") },
    b: { hostName: "mail2.example.com", existing: { ...sampleExisting("198.51.100.26"), user: "admin", port: 2222 } },
};

/** Registers the sample pair, changed by `change`, and tells what it registered. */
export async function build(change: Partial<BackupMxPairArgs> = {}, preview = false) {
    let pair: BackupMxPair | undefined;
    const recording = await record(() => (pair = new BackupMxPair("mail", sampleArgs(change))), preview);
    return { ...recording, pair: pair! };
}
