import type { LabMember } from "../../../lab/pair";
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { wordsOf } from "../database/words";
import type { Promises } from "../drill";
import { DATA } from "./files";

/** PostgreSQL's own command, past the unit and its gate; waits until the server answers, or is gone. */
export function pgCtl(action: string, options = ""): string {
    const words = [`pg_ctl -D ${DATA} -l /dev/null -t 20 -w`, action];
    const started = `-o '-c config_file=/etc/postgresql/15/main/postgresql.conf ${options}'`;
    return `cd / && runuser -u postgres -- /usr/lib/postgresql/15/bin/${words.join(" ")} ${started}`;
}

/** Kills a member's server for good; its host goes on, and answers. */
export async function killForGood(pair: LabPostgresPair, { machine }: LabMember): Promise<void> {
    const { unit } = wordsOf(pair);
    await machine.succeed(`systemctl mask --runtime -q ${unit} && systemctl kill -s KILL ${unit}`);
    await machine.eventually(`! systemctl is-active -q ${unit}`, 20);
}

/** The runbook's failover from a member whose host answers: it is fenced by the other one, which is promoted then. */
export async function failOver(old: LabMember, heir: LabMember, promises: Promises): Promise<string> {
    const early = await heir.standby(`promote --fenced '${old.name} is dead' --override recent-failover`);
    promises.expect(/\[fence-unproven\]/.test(early.stderr), "who answers is not taken for fenced", early.stderr);
    const fenced = await heir.standby(`fence ${old.member}`);
    promises.expect(fenced.code === 0, "it is fenced", fenced.stderr);
    const promoted = await heir.standby(`promote --fenced '${old.name} is fenced' --override recent-failover`);
    promises.expect(promoted.code === 0, "the failover succeeds", promoted.stderr);
    return promoted.stderr;
}
