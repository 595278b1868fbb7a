import assert from "node:assert/strict";
import { backupRestore } from "../../drills/mysql/backup-restore";
import { eventually } from "../../helpers/eventually";
import { RuntimeLab } from "../../helpers/runtime";
import { backups } from "./backups";
import { backupFailures } from "./backup-failures";
import { binlogs } from "./binlogs";
import { Database, withBackups } from "./database-host";
import { objectStorage } from "./object-storage";
import { DIRECTORY, PASSPHRASE } from "./places";

describe("backups of a database", function () {
    this.timeout(180_000);
    let lab: RuntimeLab | undefined;
    const subject = {} as { db: Database };

    before(async () => {
        lab = await RuntimeLab.start("test-backup");
        subject.db = new Database(await lab.machine(1));
        await subject.db.is("primary", 1);
        // A small volume, so that a test can fill it.
        await subject.db.machine.succeed(`mkdir -p ${DIRECTORY} && mount -t tmpfs -o size=200M tmpfs ${DIRECTORY}`);
        const place = { directory: DIRECTORY, directoryIsMount: true, passphrase: PASSPHRASE };
        await subject.db.host.apply(withBackups({ ...place, binlogEverySeconds: 1 }));
    });
    after(() => lab?.end());

    describe("under load", () => backups(subject));
    describe("when something fails", () => backupFailures(subject));
    describe("binlogs", () => binlogs(subject));
    // In a group: tests beside groups would run before them.
    describe("as an operator uses them", () => {
        it("pass their drill on a single member", async () => {
            const { machine } = subject.db;
            const { broken, numbers } = await backupRestore(
                { primary: machine, restorer: machine, eventually },
                () => undefined,
            );
            assert.deepEqual(broken, []);
            assert.equal(numbers.restored, numbers.rows);
        });
    });
    // Builds its server at the first time: 90 s.
    (process.env.STANDBY_LONG ? describe : describe.skip)("in object storage", () => objectStorage(subject));
});
