import { BackupMxPairArgs, BackupMxSettings } from "../../../../components/backup-mx/args";
import { plainSettings } from "../../../../components/backup-mx/settings";

/** A pair of two Linodes that is fine as it is; tests change one thing in it. */
export function sampleArgs(change: Partial<BackupMxPairArgs> = {}): BackupMxPairArgs {
    return {
        zone: "example.com",
        recipients: ["anna@example.com", "ben@example.com"],
        a: { hostName: "mail.example.com", linode: { region: "de-fra-2" } },
        b: { hostName: "mail2.example.com", linode: { region: "nl-ams" } },
        ...change,
    };
}

/** The same with every value known and every default filled in. */
export function sampleSettings(change: Partial<BackupMxSettings> = {}): BackupMxSettings {
    return { ...plainSettings(sampleArgs())!, ...change };
}
