import { KINDS, type LabPairs } from "../../lab/kinds";
import type { LabPair } from "../../lab/pair";
import { drill as backupDead } from "./backup-mx/backup-dead";
import { drill as badConfig } from "./backup-mx/bad-config";
import { drill as killedUp } from "./backup-mx/killed-up";
import { drill as primaryDead } from "./backup-mx/primary-dead";
import type { Drill } from "./drill";
import { drill as afterFailover } from "./mysql/after-failover";
import { drill as agentHung } from "./mysql/agent-hung";
import { drill as agentKilled } from "./mysql/agent-killed";
import { drill as backupRestore } from "./mysql/backup-restore";
import { drill as bothDown } from "./mysql/both-down";
import { drill as bothWrote } from "./mysql/both-wrote";
import { drill as clockJump } from "./mysql/clock-jump";
import { drill as cutOff } from "./mysql/cut-off";
import { drill as diskFull } from "./mysql/disk-full";
import { drill as events } from "./mysql/events";
import { drill as failingSteps } from "./mysql/failing-steps";
import { drill as fellBehind } from "./mysql/fell-behind";
import { drill as primaryLost } from "./mysql/primary-lost";
import { drill as rebootBoth } from "./mysql/reboot-both";
import { drill as rotation } from "./mysql/rotation";
import { drill as serverKilled } from "./mysql/server-killed";
import { switchovers } from "./mysql/switchovers";
import { drill as tunnelCut } from "./mysql/tunnel-cut";
import { drill as wireguardCut } from "./mysql/wireguard-cut";
import { drill as wrongPassword } from "./mysql/wrong-password";

/** Switchovers of the long form: the reference's own number. */
const LONG = 100;

/** Every drill by the kind of pair that it is for, in the order in which they run. */
export const drills: { [K in keyof LabPairs]: Drill<LabPairs[K]>[] } = {
    "backup-mx": [primaryDead, backupDead, badConfig, killedUp],
    mysql: [
        ...[switchovers(LONG), primaryLost, failingSteps, serverKilled, cutOff, bothDown, rotation, events],
        ...[bothWrote, agentKilled, agentHung, clockJump, rebootBoth, afterFailover],
        ...[fellBehind, wrongPassword, diskFull, backupRestore, tunnelCut, wireguardCut],
    ],
    postgres: [],
};

/** The drill of this name; no two kinds of pairs have drills of the same name. */
export function drillNamed(name: string): Drill<LabPair> {
    const all = KINDS.flatMap((kind) => drills[kind] as Drill<LabPair>[]);
    const drill = all.find((one) => one.name === name);
    if (drill) return drill;
    throw new Error(`no drill "${name}"; there are: ${all.map((one) => one.name).join(", ")}`);
}
