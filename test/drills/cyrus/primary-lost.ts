/*
 * Situation: the primary loses its power while users store mail and strangers send it. The program says `lost` and the other
 *            `primary`; later it comes back.
 * Promise:   what it had acknowledged and not sent yet lies on its disk alone, and is back after its return, with a report that
 *            says how much, also a folder that was made there in the last moment; nothing acknowledged is lost then, and both
 *            are alike. Never two that serve.
 * Origin:    reference drill 6: 72 to 256 acknowledged mails were only on the dead disk, and all came back.
 */
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import type { LabMember } from "../../../lab/pair/member";
import { Promises, type Drill } from "../drill";
import { Load } from "./load";
import { expectEqual, inSync, recovered } from "./pair";

const MAILS = 40;
/** Mails in a folder that only the lost host has. */
const ONLY_THERE = 3;

export const drill: Drill<LabCyrusPair> = {
    name: "primary-lost",
    situation: "the primary loses its power while mail is stored and sent, is declared lost, and comes back later",
    promise: "0 acknowledged mails lost once it is back, a report of those that only it had, one primary at a time",
    origin: "the reason for a standby; process-level power loss",

    async run(pair, tell) {
        const promises = new Promises();
        const instance = pair.instance();
        await inSync(pair, instance);
        const load = await Load.on(pair, instance, "primary-lost");
        await inSync(pair, instance);
        load.start();
        await load.more(MAILS);
        const gone = await pair.primaryNow(instance);
        const heir = pair.otherOf(instance, gone);
        await gone.machine.succeed(`systemctl mask --runtime -q --now standby-cyrus-sync@${instance.name}.service`);
        const folder = await newFolder(pair, gone);
        await gone.crash();
        const fault = Date.now();
        // Drills follow each other faster than real failures do.
        const override = ["recent-failover"];
        const failover = await pair.up({ primary: heir.member, lost: gone.member, rejoin: undefined, override });
        if (failover.code !== 0) throw new Error(`the failover failed: ${failover.stdout.slice(-1500)}`);
        await load.more(MAILS);
        const outage = load.gapSince("append", fault);
        const { roleAtLastUp } = await pair.pulumi.output();
        const named = (roleAtLastUp as Record<string, string>)[instance.name];
        promises.expect(named === heir.member, "the outputs name the new primary", roleAtLastUp);
        await load.stop();
        await load.delivered();
        const missing = [...(await load.found(heir)).values()].flatMap((count) => count.missing).length;
        tell(`${heir.member} serves after ${outage} ms; ${missing} acknowledged mails are on the dead disk alone`);

        await gone.start();
        const since = Date.now();
        const back = await pair.up({ lost: undefined, rejoin: gone.member, override: [] });
        promises.expect(back.code === 0, "the rejoin succeeds", back.stdout.slice(-800));
        await inSync(pair, instance);
        const rejoin = (Date.now() - since) / 1000;
        const numbers = await load.count(promises, { merged: true });
        const told = missing === 0 ? 0 : await recovered(gone, instance);
        const stored = load.of("append").numbers("acknowledged").length;
        tell(`it came back in ${rejoin.toFixed(1)} s, and its report names ${told} messages`);
        promises.expect(told >= 0 && told <= stored + numbers.unanswered + missing, "the report counts messages", told);
        promises.expect(missing === 0 || told > 0, "the report names what only the lost host had", { missing, told });
        const folderMails = await mailsIn(pair, heir, folder);
        promises.expect(
            folderMails === ONLY_THERE,
            "the mails of a folder that only the lost host had are back",
            folderMails,
        );
        await expectEqual(pair, instance, promises);
        const plain = await pair.up({ rejoin: undefined });
        promises.expect(plain.code === 0 && plain.changed === 0, "taking rejoin out changes nothing", plain.summary);
        const home = await pair.up({ primary: gone.member, override });
        promises.expect(home.code === 0, "the switchover back succeeds", home.stdout.slice(-800));
        await pair.up({ override: [] });
        await inSync(pair, instance);
        const told1 = { "on the dead disk": missing, recovered: told, "outage ms": outage, "rejoin s": rejoin };
        return { numbers: { ...numbers, ...told1 }, broken: promises.broken };
    },
};

/** Makes a folder with mails at the primary, of which the standby hears nothing. */
async function newFolder(pair: LabCyrusPair, primary: LabMember): Promise<string> {
    const instance = pair.instance();
    const folder = `made-last-${Date.now().toString(36)}`;
    const [user] = pair.usersOf(instance);
    await pair.inside(pair.serverAt(instance, primary), user, async (line) => {
        await line.create(folder);
        for (let mail = 1; mail <= ONLY_THERE; mail++) {
            await line.append(folder, `From: <a@outside.test>\r\nSubject: ${mail}\r\n\r\nOnly there.\r\n`);
        }
    });
    return folder;
}

async function mailsIn(pair: LabCyrusPair, host: LabMember, folder: string): Promise<number> {
    const [user] = pair.usersOf(pair.instance());
    const found = await pair.inside(pair.serverAt(pair.instance(), host), user, (line) =>
        line.headers(folder, "subject"),
    );
    return found.length;
}
