import type { LabMember } from "../../lab/pair/member";

const DATE = "/usr/local/sbin/date";
const AHEAD = "/run/clock-jump";
const SCRIPT = [
    "#!/bin/sh",
    'case " $* " in *" -d "*) exec /usr/bin/date "$@" ;; esac',
    `exec /usr/bin/date -d "$(cat ${AHEAD}) seconds" "$@"`,
].join("\n");

/**
 * Moves the wall clock of a member's scripts to so many seconds ahead of the true time (below 0: behind). Machines of the
 * lab share one clock, which cannot be moved for one of them: a `date` of ours comes first in PATH instead. The database's
 * own clock stays. A shell remembers where it found `date`: at the first jump those that run for good are started anew.
 */
export async function jump({ machine }: LabMember, seconds: number): Promise<void> {
    const isNew = (await machine.run(`[ -e ${DATE} ]`)).code !== 0;
    await machine.succeed(`echo ${seconds} >${AHEAD}`);
    if (isNew) {
        await machine.run(`cat >${DATE} && chmod 0755 ${DATE}`, { stdin: SCRIPT });
        await machine.succeed("systemctl try-restart standby-role 'standby-binlog*'");
    }
    const library = "PATH=$(sed -n 's/^export .*PATH=//p' /usr/local/lib/standby/role/lib)";
    const moved = Number(await machine.succeed(`${library}; echo $(($(date +%s) - $(/usr/bin/date +%s)))`));
    if (Math.abs(moved - seconds) > 1) throw new Error(`the clock of scripts is ${moved} s ahead, not ${seconds} s`);
}

/** Ends `jump`. */
export async function putBack({ machine }: LabMember): Promise<void> {
    await machine.succeed(`rm -f ${DATE} ${AHEAD}`);
}
