/*
 * Situation: the program asks for a configuration that Postfix cannot run with.
 * Promise:   the `up` fails and says why; the host keeps its old configuration and its service, also for connections that
 *            come later (each new Postfix daemon reads main.cf); the next good `up` puts all right.
 * Origin:    one bad line of main.cf stops Postfix within minutes, without any reload.
 */
import type { LabMember } from "../../../lab/pair";
import type { LabBackupMxPair } from "../../../lab/pair/backup-mx";
import { Promises, type Drill } from "../drill";
import { runName, settledCount } from "../mail";

const MAILS = 20;

/** What must not change: the configuration, and the process that serves with it. */
async function standing({ machine }: LabMember): Promise<string> {
    return machine.succeed("sha256sum </etc/postfix/main.cf; cat /var/spool/postfix/pid/master.pid");
}

const state = async (pair: LabBackupMxPair) => (await Promise.all(pair.members.map(standing))).join();

export const drill: Drill<LabBackupMxPair> = {
    name: "bad-config",
    situation: "an `up` with a main.cf parameter that Postfix cannot run with; another that no host even sees",
    promise: "the `up` fails with the reason, the old service goes on with the old main.cf; a good `up` puts all right",
    origin: "one bad line of main.cf stops Postfix within minutes",

    async run(pair: LabBackupMxPair, tell) {
        const promises = new Promises();
        const before = await state(pair);

        const refused = await pair.up({ postfixSettings: { inet_protocols: "ipv9" } });
        tell(`inet_protocols = ipv9: the up ended with ${refused.code} after ${refused.seconds.toFixed(1)} s`);
        const reason = refused.errors.join("\n");
        tell(reason.split("\n").find((line) => line.includes("ipv9")) ?? "(it named no reason)");
        promises.expect(refused.code !== 0, "the up with a bad value fails");
        promises.expect(/ipv9/.test(reason), "it says which value is bad", reason.slice(0, 500));
        promises.expect(/nothing was changed/.test(reason), "it says that nothing was changed", reason.slice(0, 500));
        promises.expect((await state(pair)) === before, "main.cf and the master process are the old ones");

        const sessions = pair.sshSessions().length;
        const unseen = await pair.up({ postfixSettings: { smtpd_timeout: "soon" } });
        tell(`smtpd_timeout = soon: the up ended with ${unseen.code} after ${unseen.seconds.toFixed(1)} s`);
        promises.expect(unseen.code !== 0, "the up with a value that is no time fails");
        promises.expect(/"soon" is not a time/.test(unseen.stdout + unseen.stderr), "it says what is wrong with it");
        promises.expect(
            pair.sshSessions().length === sessions,
            "no host was asked",
            pair.sshSessions().slice(sessions),
        );

        // Daemons that have the old configuration in their memory are asked to go; new ones read what is there.
        for (const { machine } of pair.members) await machine.succeed("postfix reload");
        const run = runName("bad-config");
        const senders = pair.members.map(({ name }) => pair.sender(`${run}-${name}`, { only: name }));
        const lost: number[] = [];
        for (const [index, sender] of senders.entries()) {
            await sender.send(1, MAILS);
            lost.push(...(await settledCount(pair, sender, `${run}-${pair.members[index].name}`)).missing);
        }
        const acknowledged = senders.reduce((sum, sender) => sum + sender.those("acknowledged").length, 0);
        tell(`${acknowledged} of ${2 * MAILS} mails taken by fresh processes, ${lost.length} lost`);

        const good = await pair.up({ postfixSettings: { smtpd_junk_command_limit: "15" } });
        const value = await pair.b.machine.succeed("postconf -hx smtpd_junk_command_limit");
        promises.expect(
            good.code === 0 && value.trim() === "15",
            "a good up puts the new value in place",
            value.trim(),
        );
        const undone = await pair.up({ postfixSettings: undefined });
        promises.expect(undone.code === 0, "the setting can be taken away again", undone.errors);
        promises.expect((await state(pair)) === before, "all is as before, with the process of before");

        promises.expect(acknowledged === 2 * MAILS, "both hosts take every mail", acknowledged);
        promises.expect(lost.length === 0, "no mail is lost", lost);
        const seconds = { "refusal s": refused.seconds, "preview refusal s": unseen.seconds, "repair s": good.seconds };
        return { numbers: { sent: 2 * MAILS, acknowledged, lost: lost.length, ...seconds }, broken: promises.broken };
    },
};
