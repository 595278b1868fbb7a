import assert from "node:assert/strict";
import { joined, parcel } from "../../../../../components/ops/bundle";
import { shipped } from "../../../../../components/ops/host-file";
import type { BackupSettings } from "../../../../../components/database/backup/settings";
import { backupPart } from "../../../../../components/postgres/backup/plan";
import { inDirectory, inS3, PASSPHRASE, S3 } from "./sample";

const CONF = "/etc/standby/backup/pgbackrest.conf";
const content = (settings: BackupSettings, path: string) => {
    const file = backupPart(settings).files!.find((one) => one.path === path);
    assert.ok(file, `${path} is not in the bundle`);
    return file.content;
};

describe("backupPart of PostgreSQL", () => {
    it("brings to a directory no more than it needs", () => {
        const part = backupPart(inDirectory());
        assert.deepEqual(part.packages, ["pgbackrest", "jq"]);
        assert.equal(part.folders![0].path, "/srv/backups");
        const lines = content(inDirectory(), CONF).split("\n");
        assert.ok(lines.includes("repo1-path=/srv/backups/pgbackrest"));
        assert.ok(lines.includes("repo1-retention-full=14"));
        assert.equal(
            lines.some((line) => line.startsWith("repo1-cipher")),
            false,
        );
    });

    it("makes no folder where a volume is to be mounted", () => {
        const settings = inDirectory({ directoryIsMount: true });
        assert.equal(backupPart(settings).folders!.length, 1);
        assert.match(content(settings, "/etc/standby/backup/settings"), /^MOUNTED='yes'$/m);
        for (const name of ["standby-backup", "standby-backup-wanted", "standby-backup-place"]) {
            const unit = content(settings, `/etc/systemd/system/${name}.service`);
            assert.match(unit, /^RequiresMountsFor=\/srv\/backups$/m);
        }
    });

    it("reaches the bucket by TLS, in the folder of the pair, and encrypts", () => {
        const lines = content(inS3(), CONF).split("\n");
        for (const line of ["repo1-type=s3", "repo1-path=/db", `repo1-s3-endpoint=${S3.endpoint}`]) {
            assert.ok(lines.includes(line), line);
        }
        assert.ok(lines.includes(`repo1-s3-key-secret=${S3.secretAccessKey}`));
        assert.ok(lines.includes(`repo1-cipher-pass=${PASSPHRASE}`));
        assert.ok(lines.indexOf("[main]") > lines.indexOf("repo1-cipher-type=aes-256-cbc"));
    });

    it("keeps secrets in the file that root and postgres may read, and in no other", () => {
        for (const { path, content, mode, owner } of backupPart(inS3()).files!) {
            const secret = [PASSPHRASE, S3.secretAccessKey].some((one) => content.includes(one));
            assert.equal(secret, path === CONF, path);
            if (secret) assert.deepEqual([mode, owner], ["0640", "root:postgres"]);
        }
    });

    it("starts at the given time, checked on the host before anything changes", () => {
        const settings = inDirectory({ fullOnCalendar: "Sun 04:00" });
        assert.match(content(settings, "/etc/systemd/system/standby-backup.timer"), /^OnCalendar=Sun 04:00$/m);
        assert.deepEqual(backupPart(settings).checks, ["systemd-analyze calendar 'Sun 04:00' >/dev/null"]);
    });

    it("finds its name in the archive_command of the pair", () => {
        const conf = shipped("postgres", "/etc/postgresql/15/main/conf.d/91-standby.conf.tmpl");
        assert.match(conf, /^archive_command = '.* # pgbackrest'$/m);
    });

    it("fits into a phase", () => {
        const bundle = joined("service", backupPart(inS3()));
        assert.ok(parcel(shipped("host", "/usr/local/lib/standby/apply"), bundle, "1").stdin.length > 10000);
    });
});
