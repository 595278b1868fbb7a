import { RuntimeLab } from "../../helpers/runtime";
import { backups } from "./backups";
import { backupFailures } from "./backup-failures";
import { Database, withBackups } from "./database-host";
import { objectStorage } from "./object-storage";
import { DIRECTORY, PASSPHRASE } from "./places";
import { storedWal } from "./stored-wal";

describe("backups of a PostgreSQL database", function () {
    this.timeout(180_000);
    let lab: RuntimeLab | undefined;
    const subject = {} as { db: Database };

    before(async () => {
        lab = await RuntimeLab.start("test-pgbackup");
        subject.db = new Database(await lab.machine(1));
        await subject.db.is("primary", 1);
        // A small volume, so that a test can fill it.
        await subject.db.machine.succeed(`mkdir -p ${DIRECTORY} && mount -t tmpfs -o size=200M tmpfs ${DIRECTORY}`);
        const place = { directory: DIRECTORY, directoryIsMount: true, passphrase: PASSPHRASE };
        await subject.db.host.apply(withBackups(place));
        // It would take backups between those of the tests, which start its service themselves.
        await subject.db.machine.succeed("systemctl stop standby-backup-wanted.timer");
    });
    after(() => lab?.end());

    describe("under load", () => backups(subject));
    describe("the WAL", () => storedWal(subject));
    describe("when something fails", () => backupFailures(subject));
    // Builds its server at the first time: 90 s.
    (process.env.STANDBY_LONG ? describe : describe.skip)("in object storage", () => objectStorage(subject));
});
