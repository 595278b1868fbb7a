import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import type { LabMember } from "../../../lab/pair/member";
import { budget } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import type { Promises } from "../drill";
import { allLogIn, named, servesAll, servesAlone } from "./roles";
import type { Traffic } from "./traffic";

/** Who stops serving, and who goes on. */
export interface Takeover {
    leaving: LabMember;
    heir: LabMember;
    /** Epoch of the lock before. */
    epoch: number;
}

/** Since the fault the heir serves all users in the place of the other member, who is shut out. Returns the seconds of it. */
export async function takenOver(
    pair: LabActiveActivePair,
    promises: Promises,
    traffic: Traffic,
    { leaving, heir, epoch }: Takeover,
    mails: number,
    tell: (line: string) => void,
): Promise<Record<"served after s" | "mailbox after s" | "SMTP gap s", number>> {
    await eventually(`${heir.member} serves all`, budget("serviceBack"), () => servesAll(pair, heir));
    const serves = traffic.since();
    await eventually("all users log in there", budget("serviceBack"), () => allLogIn(pair, heir));
    const mailbox = traffic.since();
    await traffic.taken(mails);
    const gap = traffic.gap();
    tell(`${heir.member} has begun to serve all users after ${serves.toFixed(1)} s`);
    tell(traffic.againstMailbox(mailbox));
    tell(traffic.against("intake", gap));
    await named(pair, promises, { holder: heir.member, shut: leaving.member, epoch: epoch + 1 });
    await servesAlone(pair, promises, heir);
    return { "served after s": serves, "mailbox after s": mailbox, "SMTP gap s": gap };
}
