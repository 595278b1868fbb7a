import { PULLED_MAP, STALE_MAP } from "../../recipients/pull-part";
import { BackupMxSettings } from "../args";

type Settings = Pick<BackupMxSettings, "recipientsFrom" | "verifyRecipients">;

/** What stands beside the program's own list in relay_recipient_maps. */
export function pulledMaps({ recipientsFrom }: Settings): string {
    return recipientsFrom ? `, ${PULLED_MAP}` : "";
}

/**
 * Parameters of a backup whose recipients are pulled or verified, beside those of its policy. 550 for who does not exist, where the default puts all of
 * them off for days. What could not be asked while the primary was down is asked again after a minute, not after three hours.
 */
export function recipientParameters(
    { recipientsFrom, verifyRecipients }: Settings,
    { smtpd_recipient_restrictions: ofPolicy }: Readonly<Record<string, string>>,
): Record<string, string> {
    const stale = recipientsFrom ? `check_recipient_access ${STALE_MAP}, ` : "";
    const listed = ofPolicy.replace("reject_unlisted_recipient", `${stale}$&`);
    if (!verifyRecipients) return { smtpd_recipient_restrictions: listed };
    return {
        smtpd_recipient_restrictions: `${listed}, reject_unverified_recipient`,
        unverified_recipient_reject_code: "550",
        address_verify_negative_refresh_time: "60s",
    };
}
