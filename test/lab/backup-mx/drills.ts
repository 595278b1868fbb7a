import { drill as backupDead } from "../../drills/backup-mx/backup-dead";
import { drill as backupFull } from "../../drills/backup-mx/backup-full";
import { drill as badConfig } from "../../drills/backup-mx/bad-config";
import { killedUp } from "../../drills/backup-mx/killed-up";
import { drill as primaryDead } from "../../drills/backup-mx/primary-dead";

import { drill as recipientsFollow } from "../../drills/backup-mx/recipients-follow";

/** `npm run drills` kills it more often. */
const KILLS = 3;

/** Every drill once. */
export const shortDrills = [primaryDead, backupDead, backupFull, badConfig, killedUp(KILLS), recipientsFollow];
