import { acmeInputs } from "../acme/args";
import { ZoneService } from "../dns/zone-service";
import { identityInputs } from "../identity/args";
import { chosen } from "../given";
import { atOnce, late } from "../plain";
import { preflightInputs } from "../preflight/args";
import { RecipientSource, recipientsFromInputs } from "../recipients/args";
import { BackupMxMta, BackupMxPairArgs, BackupMxSettings } from "./args";
import { gatheredPolicy } from "./policy/args";

const DEFAULTS = {
    primaryPreference: 10,
    backupPreference: 20,
    addressTtlSeconds: 300,
    mxTtlSeconds: 86400,
    queueLifetimeDays: 30,
    fastFlushRefreshSeconds: 43200,
    messageSizeLimitBytes: 26214400,
    verifyRecipients: false,
    ipv6: false,
    canaryEverySeconds: 300,
    postfixSettings: {},
    trustedUsers: [],
    permitMxBackupNetworks: [],
    adminKeys: [],
};

/** The list of mailboxes is pulled so often that a change there is known within a minute. */
const OF_MAILBOXES = { source: RecipientSource.Cyrus, everySeconds: 20 };

type Gathered = { [K in keyof BackupMxSettings]: unknown };

/** The values of the arguments, given or default, still as inputs. */
function gather(args: BackupMxPairArgs): Gathered {
    const { zone, recipients = [], a, b } = args;
    const handsOver = args.mailboxes !== undefined;
    const recipientsFrom = recipientsFromInputs(handsOver ? OF_MAILBOXES : args.recipientsFrom);
    const names = { a: a.hostName, b: b.hostName };
    const standing = { "a.existing": a.existing, "a.unmanaged": a.unmanaged, "b.existing": b.existing };
    const addresses = Object.fromEntries(
        Object.entries(standing).flatMap(([property, host]) => (host ? [[property, host.address]] : [])),
    );
    const policy = gatheredPolicy(args.policy);
    const mta = { a: a.mta ?? BackupMxMta.Postfix, b: b.mta ?? BackupMxMta.Postfix };
    const queueGiB = { a: a.queueVolume?.sizeGiB, b: b.queueVolume?.sizeGiB };
    const domains = args.domains ?? [zone];
    const zoneService = args.zoneService ?? ZoneService.Cloudflare;
    const of = {
        zone,
        zoneService,
        domains,
        recipients,
        recipientsFrom,
        handsOver,
        names,
        addresses,
        policy,
        mta,
        queueGiB,
    };
    const told = {
        identity: identityInputs(args.identity),
        acme: acmeInputs(args.certificate?.acme),
        preflight: preflightInputs(args.preflight),
    };
    return { ...of, ...told, ...chosen(DEFAULTS, args) };
}

/** Waits for every value and fills in the defaults. */
export const settingsFrom = (args: BackupMxPairArgs) => late<BackupMxSettings>(gather(args));

/** The same at once, if every value is a plain one already. */
export const plainSettings = (args: BackupMxPairArgs) => atOnce<BackupMxSettings>(gather(args));
