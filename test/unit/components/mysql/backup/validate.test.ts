import assert from "node:assert/strict";
import type { MySqlBackupSettings } from "../../../../../components/mysql/backup/args";
import { backupSettings } from "../../../../../components/mysql/backup/settings";
import { backupProblems } from "../../../../../components/mysql/backup/validate";
import { inDirectory, inS3, PASSPHRASE, S3 } from "./sample";

const told = (settings: MySqlBackupSettings) =>
    backupProblems(settings).map(({ property, reason }) => `${property}: ${reason}`);

const CLEAR = "write https; http is taken for private addresses and names in .test alone";
const SECRET = "is empty, or holds a blank or a character outside ASCII: copy it as the service shows it";
const PHRASE = "20 to 200 printable ASCII characters on one line";

const REFUSED: [string, MySqlBackupSettings, string][] = [
    [
        "no place",
        backupSettings("db", {}),
        "backup: neither directory nor s3 is given: say with exactly one of them where backups go",
    ],
    [
        "two places",
        backupSettings("db", { directory: "/srv/backups", s3: S3, passphrase: PASSPHRASE }),
        "backup: directory and s3 are given: say with exactly one of them where backups go",
    ],
    [
        "a path that is not absolute",
        inDirectory({ directory: "backups" }),
        'backup.directory: "backups" is not an absolute path of plain characters, like "/srv/backups"',
    ],
    [
        "a path that would end a quoted word",
        inDirectory({ directory: "/srv/it's" }),
        'backup.directory: "/srv/it\'s" is not an absolute path of plain characters, like "/srv/backups"',
    ],
    [
        "a path in the data",
        inDirectory({ directory: "/var/lib/mysql/backups" }),
        'backup.directory: "/var/lib/mysql/backups" is in /var/lib/mysql, which is no place for backups: name another, best on a volume of its own',
    ],
    [
        "a volume without a directory",
        { ...inS3(), directoryIsMount: true },
        "backup.directoryIsMount: there is no directory: the volume of a backup in s3 is not ours, take it out",
    ],
    [
        "an endpoint that is no URL",
        inS3({ endpoint: "linodeobjects.com" }),
        'backup.s3.endpoint: "linodeobjects.com" is not the URL of a service, like "https://nl-ams-1.linodeobjects.com"',
    ],
    [
        "an endpoint in the clear on the Internet",
        inS3({ endpoint: "http://s3.example.com" }),
        `backup.s3.endpoint: "http://s3.example.com" would send the key's traffic in the clear: ${CLEAR}`,
    ],
    [
        "a bucket in upper case",
        inS3({ bucket: "Backups" }),
        'backup.s3.bucket: "Backups" is not the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens',
    ],
    [
        "a prefix that climbs",
        inS3({ prefix: "../other" }),
        'backup.s3.prefix: "../other" is not a folder in a bucket, like "pairs/db"',
    ],
    ["a secret with a line break", inS3({ secretAccessKey: "a\nb" }), `backup.s3.secretAccessKey: ${SECRET}`],
    ["an empty key", inS3({ accessKeyId: "" }), `backup.s3.accessKeyId: ${SECRET}`],
    [
        "object storage without encryption",
        backupSettings("db", { s3: S3 }),
        "backup.passphrase: is missing: what leaves for object storage is encrypted; make one of 20 characters or more, and keep it elsewhere too",
    ],
    [
        "a short passphrase, without showing it",
        inDirectory({ passphrase: "hunter2" }),
        `backup.passphrase: has 7 characters, or some outside ASCII: ${PHRASE}`,
    ],
    [
        "a passphrase of two lines",
        inDirectory({ passphrase: "twenty characters\nor more" }),
        `backup.passphrase: has 25 characters, or some outside ASCII: ${PHRASE}`,
    ],
    [
        "a time with a quote",
        inDirectory({ fullOnCalendar: "daily'; reboot" }),
        'backup.fullOnCalendar: "daily\'; reboot" is not a time of systemd\'s, like "*-*-* 02:30:00 UTC" (systemd-analyze calendar tries one)',
    ],
    [
        "keeping nothing",
        inDirectory({ keepDays: 0 }),
        "backup.keepDays: 0 is out of range: a whole number from 1 to 3650 days",
    ],
    [
        "a loss bound above a minute",
        inDirectory({ binlogEverySeconds: 60 }),
        "backup.binlogEverySeconds: 60 is out of range: a whole number from 5 to 30 seconds",
    ],
];

describe("backupProblems", () => {
    for (const [what, settings, sentence] of REFUSED) {
        it(`refuses ${what}`, () => assert.deepEqual(told(settings), [sentence]));
    }

    it("takes a directory, a volume, object storage, and a laboratory's without TLS", () => {
        const good = [
            inDirectory(),
            inDirectory({ directoryIsMount: true, passphrase: PASSPHRASE, fullOnCalendar: "Mon..Fri 03:00" }),
            inS3(),
            inS3({ endpoint: "http://10.213.0.1:9000", prefix: "pairs/db", region: "eu-central-1" }),
            inS3({ endpoint: "http://s3.example.test:9000" }),
        ];
        for (const settings of good) assert.deepEqual(told(settings), []);
    });
});
