import { askRecipient } from "../../lab/client/smtp-dialog";
import type { LabBackupMxPair } from "../../lab/pair/backup-mx";
import type { Audit } from "./audit";

/** A stranger can send to no stranger through either host, and to nobody who does not exist. */
export const noOpenRelay: Audit<LabBackupMxPair> = {
    name: "no-open-relay",
    async audit({ members, domain }) {
        const wrong: string[] = [];
        for (const { name, address } of members) {
            for (const recipient of ["<someone@other.org>", `<someone%other.org@${domain}>`, `<nobody@${domain}>`]) {
                const { code, reply } = await askRecipient(address, recipient);
                if (code < 500) wrong.push(`${name} says to RCPT TO:${recipient}: ${reply || "nothing"}`);
            }
        }
        return wrong;
    },
};
