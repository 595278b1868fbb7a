import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** One line that was said to a mail server, and its reply. */
export interface Turn {
    said: string;
    /** 0 when it did not reply. */
    code: number;
    reply: string;
}

const PATIENCE_MS = 15_000;

/**
 * Says these lines to the mail server at `address`, one after the other, and returns its replies; the first is its
 * greeting. Ends early when the server hangs up; throws when it says nothing for `patienceMs`. For what no well-behaved client would say.
 */
export async function dialog(address: string, lines: string[], port = 25, patienceMs = PATIENCE_MS): Promise<Turn[]> {
    const socket = connect({ host: address, port });
    socket.setTimeout(patienceMs, () => socket.destroy(new Error(`${address} says nothing`)));
    const replies = repliesOf(socket);
    const turns: Turn[] = [];
    try {
        for (const said of ["", ...lines]) {
            if (said !== "") socket.write(`${said}\r\n`);
            const { value: reply } = await replies.next();
            turns.push({ said, code: Number(reply?.slice(0, 3) ?? 0), reply: reply ?? "" });
            if (reply === undefined) break;
        }
    } finally {
        socket.destroy();
    }
    return turns;
}

/** The reply to RCPT TO:<recipient> for this sender; both are put in as they are. The greeting and MAIL must succeed. */
export async function askRecipient(
    address: string,
    recipient: string,
    sender = "stranger@outside.test",
): Promise<Turn> {
    const lines = ["EHLO sender.lab.test", `MAIL FROM:<${sender}>`, `RCPT TO:${recipient}`];
    const turns = await dialog(address, [...lines, "QUIT"]);
    const failed = turns.slice(0, 3).find(({ code }) => code >= 400 || code === 0);
    const answer = failed ?? turns[3];
    if (answer === undefined) throw new Error(`${address} hung up: ${JSON.stringify(turns)}`);
    return answer;
}

async function* repliesOf(socket: Socket): AsyncGenerator<string, undefined> {
    let reply: string[] = [];
    for await (const line of createInterface({ input: socket })) {
        reply.push(line);
        if (!/^\d{3}-/.test(line)) {
            yield reply.join("\n");
            reply = [];
        }
    }
    return undefined;
}
