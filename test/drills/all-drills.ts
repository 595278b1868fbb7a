import type { LabPairs, PairKind } from "../../lab/kinds";
import type { LabPair } from "../../lab/pair";
import { drill as daemonsKilled } from "./active-active/daemons-killed";
import { drill as drained } from "./active-active/drained";
import { drill as isolated } from "./active-active/isolated";
import { drill as killed } from "./active-active/killed";
import { drill as linkCut } from "./active-active/link-cut";
import { drill as linkFlaps } from "./active-active/link-flaps";
import { drill as olderAlone } from "./active-active/older-alone";
import { drill as panicked } from "./active-active/panicked";
import { drill as mailSplit } from "./active-active/split-brain";
import { drill as standsStill } from "./active-active/stands-still";
import { drill as witnessGone } from "./active-active/witness-gone";
import { drill as backupDead } from "./backup-mx/backup-dead";
import { drill as backupFull } from "./backup-mx/backup-full";
import { drill as badConfig } from "./backup-mx/bad-config";
import { drill as killedUp } from "./backup-mx/killed-up";
import { drill as oneDomain } from "./backup-mx/one-domain";
import { drill as primaryDead } from "./backup-mx/primary-dead";
import { drill as recipientsFollow } from "./backup-mx/recipients-follow";
import { drill as recipientsVerified } from "./backup-mx/recipients-verified";
import { drill as cyrusBothDown } from "./cyrus/both-down";
import { drill as cyrusCutOff } from "./cyrus/cut-off";
import { drill as cyrusDiskFull } from "./cyrus/disk-full";
import { drill as cyrusFailingSteps } from "./cyrus/failing-steps";
import { drill as passwordOnWire } from "./cyrus/password-on-wire";
import { powerCuts } from "./cyrus/power-cuts";
import { drill as cyrusPrimaryLost } from "./cyrus/primary-lost";
import { drill as replicaRebuilt } from "./cyrus/replica-rebuilt";
import { drill as rightnowLost } from "./cyrus/rightnow-lost";
import { drill as splitBrain } from "./cyrus/split-brain";
import { drill as standbyRefuses } from "./cyrus/standby-refuses";
import { drill as standbySilent } from "./cyrus/standby-silent";
import { switchovers as cyrusSwitchovers } from "./cyrus/switchovers";
import { drill as wrongCertificate } from "./cyrus/wrong-certificate";
import { drill as wrongSource } from "./cyrus/wrong-source";
import type { Drill } from "./drill";
import { drill as afterFailover } from "./database/after-failover";
import { drill as agentHung } from "./mysql/agent-hung";
import { drill as agentKilled } from "./database/agent-killed";
import { drill as backupRestore } from "./mysql/backup-restore";
import { drill as bothDown } from "./database/both-down";
import { drill as bothWrote } from "./database/both-wrote";
import { drill as clockJump } from "./database/clock-jump";
import { drill as cutOff } from "./database/cut-off";
import { drill as diskFull } from "./database/disk-full";
import { drill as events } from "./mysql/events";
import { drill as failingSteps } from "./database/failing-steps";
import { drill as fellBehind } from "./mysql/fell-behind";
import { drill as primaryLost } from "./database/primary-lost";
import { drill as rebootBoth } from "./database/reboot-both";
import { drill as rotation } from "./database/rotation";
import { drill as serverKilled } from "./database/server-killed";
import { switchovers } from "./database/switchovers";
import { tunnelCut } from "./database/tunnel-cut";
import { drill as walledOff } from "./database/walled-off";
import { drill as wireguardCut } from "./mysql/wireguard-cut";
import { drill as postgresBackupRestore } from "./postgres/backup-restore";
import { drill as postgresFellBehind } from "./postgres/fell-behind";
import { SHIP, STREAM } from "./postgres/in-mode";
import { drill as idle } from "./postgres/idle";
import { drill as justStarted } from "./postgres/just-started";
import { drill as logDamaged } from "./postgres/log-damaged";
import { drill as logHealed } from "./postgres/log-healed";
import { switchoversIn } from "./postgres/mode-switchovers";
import { drill as multihost } from "./postgres/multihost";
import { drill as notAlike } from "./postgres/not-alike";
import { drill as notShipped } from "./postgres/not-shipped";
import { drill as ownCopy } from "./postgres/own-copy";
import { drill as salvaged } from "./postgres/salvaged";
import { drill as shipLost } from "./postgres/ship-lost";
import { drill as standbyFull } from "./postgres/standby-full";
import { drill as startedByHand } from "./postgres/started-by-hand";
import { drill as triggerFile } from "./postgres/trigger-file";
import { drill as wrongPassword } from "./database/wrong-password";

/** Switchovers of the long form: the reference's own number. */
const LONG = 100;
/** Cyrus starts anew at each end of a switchover: so many take about ten minutes. */
const CYRUS_SWITCHES = 30;
/** Cuts of a tunnel, or of power. */
const CUTS = 100;

/** Every drill by the kind of pair that it is for, in the order in which they run. */
export const drills: { [K in keyof LabPairs]: Drill<LabPairs[K]>[] } = {
    "active-active": [
        ...[killed, drained, linkCut, witnessGone, mailSplit],
        ...[linkFlaps, daemonsKilled, standsStill, panicked, isolated, olderAlone],
    ],
    "backup-mx": [
        ...[primaryDead, backupDead, backupFull, oneDomain, badConfig, killedUp],
        ...[recipientsFollow, recipientsVerified],
    ],
    cyrus: [
        ...[
            cyrusSwitchovers(CYRUS_SWITCHES),
            cyrusPrimaryLost,
            rightnowLost,
            standbySilent,
            standbyRefuses,
            cyrusCutOff,
            cyrusBothDown,
        ],
        ...[cyrusFailingSteps, splitBrain, cyrusDiskFull, replicaRebuilt, wrongSource, wrongCertificate],
        ...[passwordOnWire, powerCuts(CUTS)],
    ],
    mysql: [
        ...[switchovers(LONG), primaryLost, failingSteps, serverKilled, cutOff, walledOff, bothDown, rotation],
        ...[events, bothWrote, agentKilled, agentHung, clockJump, rebootBoth, afterFailover],
        ...[fellBehind, wrongPassword, diskFull, backupRestore, tunnelCut(CUTS), wireguardCut],
    ],
    postgres: [
        ...[switchovers(LONG), primaryLost, failingSteps, serverKilled, cutOff, walledOff, bothDown],
        ...[rotation, wrongPassword, diskFull, postgresBackupRestore, tunnelCut(CUTS)],
        ...[switchoversIn(STREAM, LONG), switchoversIn(SHIP, LONG)],
        ...[shipLost, salvaged, logDamaged, logHealed, notShipped, postgresFellBehind, ownCopy],
        ...[triggerFile, justStarted, startedByHand, standbyFull, idle, notAlike, multihost],
        ...[bothWrote, agentKilled, clockJump, rebootBoth, afterFailover],
    ],
};

/** The names of the drills of a kind. */
export function drillNames(kind: PairKind): string[] {
    return drills[kind].map(({ name }) => name).sort();
}

/** The drill of this name for pairs of this kind; kinds of databases share names. */
export function drillNamed(kind: PairKind, name: string): Drill<LabPair> {
    const drill = (drills[kind] as Drill<LabPair>[]).find((one) => one.name === name);
    if (drill) return drill;
    throw new Error(`no drill "${name}" for ${kind}; there are: ${drillNames(kind).join(", ")}`);
}
