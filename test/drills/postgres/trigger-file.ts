/*
 * Situation: who is used to a trigger file puts it on the standby: empty while all is well; empty when the primary has lost its power;
 *            with words in it then.
 * Promise:   a switchover; a refusal, since nobody says that the primary is off; a failover. The file is gone after each. No
 *            acknowledged row is lost.
 * Origin:    the seed's warm standby, promoted by a file; without a fence that makes two primaries.
 */
import type { LabMember } from "../../../lab/pair";
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { count, expectEqual, inSync, runName } from "../rows";

const ROWS = 200;
const FILE = "/run/standby-promote/promote";

export const drill: Drill<LabPostgresPair> = {
    name: "trigger-file",
    situation: "a trigger file on the standby: empty, empty with the primary dead, with words",
    promise: "a switchover, a refusal, a failover; 0 acknowledged rows lost",
    origin: "the habit of a warm standby",

    async run(pair, tell) {
        const promises = new Promises();
        await inSync(pair);
        const [first, second] = [await pair.primaryNow(), await pair.standbyNow()];
        const writer = await pair.writer(runName("trigger-file"));
        const opens = (member: LabMember) =>
            eventually(
                `${member.member} takes writes`,
                60,
                async () => (await pair.writable()).join() === member.member,
            );
        writer.start();
        await writer.reached(ROWS, 60);
        await put(second, "");
        await opens(second);
        await writer.reached(writer.acknowledged + ROWS, 60);
        await inSync(pair);
        tell("empty: a switchover");

        const fault = Date.now();
        await second.crash();
        await put(first, "");
        await eventually("it is refused", 120, async () => (await first.logSince(fault)).includes("[fence-unproven]"));
        await gone(first);
        const writable = await pair.writable();
        promises.expect(writable.length === 0, "nobody is promoted", writable);
        await first.machine.succeed("systemctl reset-failed standby-promote.service");
        tell("empty, and the primary is dead: refused");

        await put(first, `${second.name} has no power`);
        await opens(first);
        await writer.reached(writer.acknowledged + ROWS, 60);
        await gone(first);
        tell("with words: a failover");
        await second.start();
        await inSync(pair);
        await writer.stop();
        const numbers = { ...(await count(pair, writer, promises)) };
        await expectEqual(pair, promises);
        return { numbers, broken: promises.broken };
    },
};

/** Puts the file there at once with what is in it. */
async function put({ machine }: LabMember, words: string): Promise<void> {
    await machine.succeed(`printf '%s' '${words}' >${FILE}.new && mv ${FILE}.new ${FILE}`);
}

async function gone({ machine }: LabMember): Promise<void> {
    await machine.eventually(`[ ! -e ${FILE} ] && ! systemctl is-active -q standby-promote.service`, 60);
}
