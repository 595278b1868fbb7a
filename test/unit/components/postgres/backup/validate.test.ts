import assert from "node:assert/strict";
import type { BackupSettings } from "../../../../../components/database/backup/settings";
import { backupSettings } from "../../../../../components/postgres/backup/settings";
import { backupProblems } from "../../../../../components/postgres/backup/validate";
import { inDirectory, inS3, PASSPHRASE } from "./sample";

const told = (settings: BackupSettings) =>
    backupProblems(settings).map(({ property, reason }) => `${property}: ${reason}`);
const place = (path: string, parent: string) =>
    `backup.directory: "${path}" is in ${parent}, which is no place for backups: name another, best on a volume of its own`;
const NOT_HTTPS = "is not https, which is all that pgBackRest speaks: write https";

/** What is the same for both engines is tried with MySQL's. */
const REFUSED: [string, BackupSettings, string][] = [
    [
        "no place",
        backupSettings("db", {}),
        "backup: neither directory nor s3 is given: say with exactly one of them where backups go",
    ],
    [
        "a path in the data",
        inDirectory({ directory: "/var/lib/postgresql/backups" }),
        place("/var/lib/postgresql/backups", "/var/lib/postgresql"),
    ],
    [
        "a path in the log of the other member",
        inDirectory({ directory: "/var/lib/standby-wal" }),
        place("/var/lib/standby-wal", "/var/lib/standby-wal"),
    ],
    [
        "an endpoint without TLS, also in a laboratory",
        inS3({ endpoint: "http://10.213.0.1:9000" }),
        `backup.s3.endpoint: "http://10.213.0.1:9000" ${NOT_HTTPS}`,
    ],
    [
        "a passphrase that the file would shorten",
        inDirectory({ passphrase: `${PASSPHRASE} ` }),
        "backup.passphrase: begins or ends with a blank, which would be lost: take it out",
    ],
    [
        "keeping nothing",
        inDirectory({ keepDays: 0 }),
        "backup.keepDays: 0 is out of range: a whole number from 1 to 3650 days",
    ],
];

describe("backupProblems of PostgreSQL", () => {
    for (const [what, settings, sentence] of REFUSED) {
        it(`refuses ${what}`, () => assert.deepEqual(told(settings), [sentence]));
    }

    it("takes a directory, a volume, and object storage", () => {
        const good = [
            inDirectory(),
            inDirectory({ directoryIsMount: true, passphrase: PASSPHRASE, fullOnCalendar: "Mon..Fri 03:00" }),
            inS3(),
            inS3({ endpoint: "https://10.213.0.1:9000", prefix: "pairs/db", region: "eu-central-1" }),
        ];
        for (const settings of good) assert.deepEqual(told(settings), []);
    });
});
