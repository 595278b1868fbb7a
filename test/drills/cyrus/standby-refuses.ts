/*
 * Situation: with durability "rightnow", the standby no longer knows the replication's password, and refuses every copy under deliveries.
 * Promise:   deliveries do not stand still, and the primary says within seconds that what it stores is there alone; the standby is not
 *            promoted as if it had all. Once it knows the password again, it gets what it missed, and deliveries wait for it again.
 * Origin:    the first trap of 1b: a delivery that the standby refused is acknowledged at once, without a word.
 */
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import type { LabMember } from "../../../lab/pair/member";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { Load } from "./load";
import { expectEqual, inSync } from "./pair";
import { inRightnow } from "./rightnow";

const MAILS = 40;
/** The 10 s after which the alarm is due, the 5 s between two looks, and the slowness of a busy machine. */
const MOST_SECONDS = 60;
const ALARM = /ALARM the standby does not answer, what is stored now is here alone: (.*)/;

export const drill: Drill<LabCyrusPair> = {
    name: "standby-refuses",
    situation: "deliveries wait for the standby, and it refuses every copy",
    promise: "an alarm within seconds, and no promotion as if nothing were missing; 0 acknowledged mails lost",
    origin: "a refusal of which Cyrus tells nobody",

    async run(pair, tell) {
        const promises = new Promises();
        const instance = pair.instance();
        const cyrus = `standby-cyrus@${instance.name}.service`;
        const logins = `$(sed -n 's/^sasl_sasldb_path: //p' /etc/imapd_${instance.name}.conf)`;
        const numbers = await inRightnow(pair, promises, async () => {
            await inSync(pair, instance);
            const [primary, standby] = [await pair.primaryNow(instance), await pair.standbyNow(instance)];
            const load = await Load.on(pair, instance, "standby-refuses", ["lmtp"]);
            load.start();
            await load.more(MAILS);
            const since = Date.now();
            await standby.machine.succeed(`systemctl restart ${cyrus} && mv ${logins} /root/logins.kept`);
            // Those who are in already stay so: every connection is a new one from here on.
            await standby.machine.succeed(`systemctl kill -s HUP --kill-who=all ${cyrus}; pkill -x imapd || true`);
            const why = await eventually("the primary says so", MOST_SECONDS, async () => {
                return ALARM.exec((await primary.standby("status")).stdout)?.[1];
            }).finally(async () => tell(`alarm after ${((Date.now() - since) / 1000).toFixed(1)} s`));
            promises.expect(/LOGIN .* NO/.test(why ?? ""), "the alarm says that the standby refuses", why);
            const alarmed = (Date.now() - since) / 1000;
            await load.more(MAILS);
            const waited = load.gapSince("lmtp", since);
            const refused = await refusal(pair, standby);
            promises.expect(refused !== "", "the standby is not promoted as if nothing were missing", refused);
            tell(`refused: ${refused}`);

            await standby.machine.succeed(`mv /root/logins.kept ${logins}`);
            await eventually("deliveries wait again", MOST_SECONDS, async () => {
                return !ALARM.test((await primary.standby("status")).stdout);
            });
            await inSync(pair, instance);
            await load.more(MAILS);
            await load.stop();
            return { ...(await load.count(promises)), "alarm s": alarmed, "waited ms": waited };
        });
        await expectEqual(pair, instance, promises);
        return { numbers, broken: promises.broken };
    },
};

/** What a switchover says now; empty when it is not refused. */
async function refusal(pair: LabCyrusPair, standby: LabMember): Promise<string> {
    const { code, stderr } = await pair.say(standby, pair.instance(), "promote");
    return code === 0 ? "" : (stderr.trim().split("\n").pop() ?? "").slice(0, 200);
}
