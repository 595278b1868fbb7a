/*
 * Situation: the kernel kills Dovecot, then Postfix, on the serving member under load, as it does when memory runs out.
 * Promise:   both are back by themselves; nobody takes over; each acknowledged mail is there, once.
 * Origin:    the commonest fault of all; a takeover for it would be longer than it.
 */
import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import { budget } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { allLogIn, named, servesAlone } from "./roles";
import { Traffic } from "./traffic";

/** Before each, and afterwards. */
const MAILS = 30;

export const drill: Drill<LabActiveActivePair> = {
    name: "daemons-killed",
    situation: "Dovecot, then Postfix, are killed on the serving member under load",
    promise: "both are back by themselves, nobody takes over, 0 acknowledged mails lost, none there twice",
    origin: "memory that runs out",

    async run(pair, tell) {
        const promises = new Promises();
        const serving = await pair.holder();
        const { epoch } = await pair.lock();
        const traffic = await Traffic.begun(pair, "daemons-killed", MAILS, tell);
        const seconds: Record<string, number> = {};
        for (const unit of ["dovecot.service", "postfix@-.service"]) {
            // Of Postfix systemd knows no main process.
            const run = async () =>
                (await serving.machine.run(`systemctl show -p InvocationID --value ${unit}`)).stdout;
            const before = await run();
            traffic.faultNow();
            await serving.machine.succeed(`systemctl kill -s KILL ${unit}`);
            const again = async () => {
                const is = await serving.machine.run(`systemctl is-active ${unit}`);
                return is.code === 0 && (await run()) !== before;
            };
            await eventually(`${unit} runs again`, budget("serviceBack"), again);
            await eventually("all users log in", budget("serviceBack"), () => allLogIn(pair, serving));
            await traffic.taken(MAILS);
            seconds[`gap without ${unit} s`] = traffic.gap();
            tell(`${unit} was back by itself; no mail for ${traffic.gap().toFixed(1)} s at most`);
        }
        await named(pair, promises, { holder: serving.member, shut: "none", epoch: Number(epoch) });
        await servesAlone(pair, promises, serving);
        const counts = await traffic.onceEach(promises, "after both");
        await traffic.writer.stop();
        return { numbers: { ...counts, ...seconds }, broken: promises.broken };
    },
};
