import { BundlePart } from "../ops/bundle";
import { filled, verbatim } from "../ops/host-file";
import { shellValues } from "../ops/shell-values";
import { ActiveActiveSettings } from "./args";

const SYSTEM = "/etc/systemd/system";
const ENV = "/etc/standby/copy.env";
const PASSWORD = "/etc/standby/copy.password";
const COPY_TIMER = `${SYSTEM}/standby-copy.timer`;
const VERIFY_TIMER = `${SYSTEM}/standby-verify.timer`;

/** What restic reads, as sh reads it. */
export function copySettings({ repository, accessKey, secretKey, keepDays }: ActiveActiveSettings["backup"]): string {
    const lines = {
        RESTIC_REPOSITORY: repository,
        RESTIC_PASSWORD_FILE: PASSWORD,
        AWS_ACCESS_KEY_ID: accessKey,
        AWS_SECRET_ACCESS_KEY: secretKey,
        KEEP_DAYS: keepDays,
    };
    return shellValues(lines);
}

/** The daily copy outside of the pair, and the weekly look whether both disks are alike. */
export function copiesPart(backup: ActiveActiveSettings["backup"]): BundlePart {
    return {
        packages: ["restic"],
        files: [
            { path: ENV, content: copySettings(backup), mode: "0600" },
            { path: PASSWORD, content: `${backup.password}\n`, mode: "0600" },
            verbatim("active-active", `${SYSTEM}/standby-copy.service`),
            filled("active-active", COPY_TIMER, { at: backup.at }),
            verbatim("active-active", `${SYSTEM}/standby-verify.service`),
            verbatim("active-active", VERIFY_TIMER),
        ],
        units: [
            { name: "standby-copy.timer", restartOn: [COPY_TIMER] },
            { name: "standby-verify.timer", restartOn: [VERIFY_TIMER] },
        ],
    };
}
