import { ImapLine, type ImapLogin, type ImapServer, type MailPlace } from "./imap-line";
import type { MailOutcome, MailWriter } from "./mail-writer";
import { NUMBER_HEADER } from "./smtp-sender";

/** What is in the mailboxes of a run, against what its writer knows. */
export interface MailCount {
    /** Different mails found. */
    there: number;
    /** Acknowledged, but not there: lost. */
    missing: number[];
    /** There a second, third … time. */
    doubled: number[];
    /** Somewhere else than where the server that acknowledged them said: clients would fetch them again. */
    moved: number[];
    /** Refused, but there. */
    refusedThere: number[];
    /** There, but never sent. */
    neverSent: number[];
}

/** Where each mail of a run lies on one server, for one user, by its number. */
export async function placesOf(
    server: ImapServer,
    login: ImapLogin,
    folder: string,
    run: string,
): Promise<Map<number, MailPlace[]>> {
    const line = await ImapLine.open(server, { ...login, answerMs: 60_000 });
    try {
        const found = new Map<number, MailPlace[]>();
        for (const { value, ...place } of await line.headers(folder, NUMBER_HEADER)) {
            const [, of, number] = /^(.*)\/(\d+)$/.exec(value) ?? [];
            if (of === run) found.set(Number(number), [...(found.get(Number(number)) ?? []), place]);
        }
        return found;
    } finally {
        line.close();
    }
}

/** Compares what a writer knows with what is there. Pure. */
export function compareMails(
    { outcomes, sent }: Pick<MailWriter, "outcomes" | "sent">,
    found: ReadonlyMap<number, MailPlace[]>,
): MailCount {
    const those = (state: MailOutcome["state"]) => [...outcomes.values()].filter((one) => one.state === state);
    const isAt = (place: MailPlace, other: MailPlace) =>
        place.uid === other.uid && place.uidValidity === other.uidValidity;
    const numbers = (all: MailOutcome[]) => all.map(({ n }) => n);
    return {
        there: found.size,
        missing: numbers(those("acknowledged").filter(({ n }) => !found.has(n))),
        doubled: [...found].filter(([, places]) => places.length > 1).map(([n]) => n),
        moved: numbers(
            those("acknowledged").filter(({ n, place }) => {
                const places = found.get(n);
                return place && places && !places.some((one) => isAt(one, place));
            }),
        ),
        refusedThere: numbers(those("refused").filter(({ n }) => found.has(n))),
        neverSent: [...found.keys()].filter((n) => !(n >= 1 && n <= sent)),
    };
}
