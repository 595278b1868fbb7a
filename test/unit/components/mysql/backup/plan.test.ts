import assert from "node:assert/strict";
import type { MySqlBackupSettings } from "../../../../../components/mysql/backup/args";
import { backupPart } from "../../../../../components/mysql/backup/plan";
import { joined, parcel } from "../../../../../components/ops/bundle";
import { shipped } from "../../../../../components/ops/host-file";
import { inDirectory, inS3, PASSPHRASE, S3 } from "./sample";

const content = (settings: MySqlBackupSettings, path: string) => {
    const file = backupPart(settings).files!.find((one) => one.path === path);
    assert.ok(file, `${path} is not in the bundle`);
    return file.content;
};

describe("backupPart", () => {
    it("brings to a directory no more than it needs", () => {
        const part = backupPart(inDirectory());
        assert.deepEqual(part.packages, ["mariadb-backup", "zstd"]);
        assert.deepEqual(part.folders, [{ path: "/srv/backups", mode: "0700" }]);
        assert.equal(
            content(inDirectory(), "/etc/standby/backup/settings"),
            "KIND='directory'\nDIRECTORY='/srv/backups'\nMOUNTED='no'\nREMOTE=''\nENCRYPTED='no'\nKEEP_DAYS='14'\nSHIP_SECONDS='20'\n",
        );
    });

    it("makes no folder where a volume is to be mounted", () => {
        const settings = inDirectory({ directoryIsMount: true });
        assert.deepEqual(backupPart(settings).folders, []);
        assert.match(content(settings, "/etc/standby/backup/settings"), /^MOUNTED='yes'$/m);
        assert.match(
            content(settings, "/etc/systemd/system/standby-binlog.service"),
            /^RequiresMountsFor=\/srv\/backups$/m,
        );
    });

    it("reaches the bucket by rclone, in the folder of the pair", () => {
        assert.deepEqual(backupPart(inS3()).packages, ["mariadb-backup", "zstd", "rclone", "gpg"]);
        assert.match(content(inS3(), "/etc/standby/backup/settings"), /^REMOTE='store:backups\/db'$/m);
        const lines = content(inS3(), "/etc/standby/backup/rclone.conf").split("\n");
        assert.equal(lines[0], "[store]");
        assert.ok(lines.includes(`endpoint = ${S3.endpoint}`));
        assert.ok(lines.includes(`secret_access_key = ${S3.secretAccessKey}`));
    });

    it("keeps secrets in files of root alone, and in those only", () => {
        for (const file of backupPart(inS3()).files!) {
            const secret = [PASSPHRASE, S3.secretAccessKey].some((one) => file.content.includes(one));
            assert.equal(secret && file.mode !== "0600", false, file.path);
        }
    });

    it("starts at the given time, checked on the host before anything changes", () => {
        const settings = inDirectory({ fullOnCalendar: "Sun 04:00" });
        assert.match(content(settings, "/etc/systemd/system/standby-backup.timer"), /^OnCalendar=Sun 04:00$/m);
        assert.deepEqual(backupPart(settings).checks, ["systemd-analyze calendar 'Sun 04:00' >/dev/null"]);
    });

    it("fits into a phase", () => {
        const bundle = joined("service", backupPart(inS3()));
        assert.ok(parcel(shipped("host", "/usr/local/lib/standby/apply"), bundle, "1").stdin.length > 10000);
    });
});
