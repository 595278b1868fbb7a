import { dualPrimaryPackages, memberPackages } from "../../components/active-active/plan";
import { packages as postfixPackages } from "../../components/backup-mx/postfix/plan";
import { packages as cyrusPackages } from "../../components/cyrus/instance-part";
import { basePackages } from "../../components/host/base-plan";
import { backupPackages as mysqlBackupPackages } from "../../components/mysql/backup/plan";
import { packages as mysqlPackages } from "../../components/mysql/plan";
import { backupPackages as postgresBackupPackages } from "../../components/postgres/backup/plan";
import { packages as postgresPackages } from "../../components/postgres/plan";
import type { PairKind } from "../kinds";

/** What is on a virtual machine from the start of what its pair installs: in emulation an installation takes many minutes. */
export interface VmPackages {
    /** Installed, as if somebody had done it by hand; what a pair does with it is not touched. */
    installed: readonly string[];
    /**
     * Only unpacked. The pair's own run configures them, as it does after a download: so each machine makes its own data,
     * and nothing runs with its package's settings before.
     */
    unpacked: readonly string[];
}

const MEMBERS: Record<PairKind, VmPackages> = {
    // LVM and DRBD change the files that a kernel boots with, which takes minutes in emulation.
    "active-active": { installed: [...memberPackages, ...dualPrimaryPackages], unpacked: [] },
    "backup-mx": { installed: [], unpacked: postfixPackages },
    cyrus: { installed: [], unpacked: [...cyrusPackages, "stunnel4"] },
    mysql: { installed: [], unpacked: [...mysqlPackages, ...mysqlBackupPackages] },
    postgres: { installed: [], unpacked: [...postgresPackages, ...postgresBackupPackages] },
};

/** Packages of virtual machines that are members of a pair of this kind; without one, what every host needs. Pure. */
export function vmPackages(kind?: PairKind): VmPackages {
    const { installed, unpacked } = kind ? MEMBERS[kind] : { installed: [], unpacked: [] };
    return { installed: [...basePackages, ...installed], unpacked: [...new Set(unpacked)] };
}
