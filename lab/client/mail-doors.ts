import type { Socket } from "node:net";
import { ImapLine, type ImapLogin, type ImapServer } from "./imap-line";
import { LmtpLine } from "./lmtp-line";
import type { MailDoor } from "./mail-writer";
import type { MailHost } from "./mx";
import { NotAcknowledged } from "./numbered-writer";
import { SENDER } from "./smtp-sender";
import { NotTaken, SmtpLine } from "./smtp-line";

/** Seconds for which a mail server may think about a reply; a store that waits for its standby takes longer than usual. */
const REPLY_SECONDS = 30;

/** Stores mails in this folder of the user, by IMAP over TLS. */
export function imapDoor(server: ImapServer, folder: string, login: Omit<ImapLogin, "user" | "password">): MailDoor {
    return {
        address: server.address,
        open: async ({ name, password }) => {
            const line = await ImapLine.open(server, { ...login, user: name, password });
            return { put: (text) => line.append(folder, text), close: () => line.close() };
        },
    };
}

/** Sends mails to the user by SMTP. */
export function smtpDoor(host: MailHost): MailDoor {
    return {
        address: host.address,
        open: async ({ name }) => {
            const line = await SmtpLine.open(host, REPLY_SECONDS).catch((error) => {
                throw notAcknowledged(error, "elsewhere");
            });
            const put = async (text: string) => {
                await line.deliver({ from: SENDER, to: name, text }).catch((error) => {
                    throw notAcknowledged(error, "lost");
                });
                return undefined;
            };
            return { put, close: () => line.close() };
        },
    };
}

/** Delivers mails to the user through a socket that only a host's own mail server has. */
export function lmtpDoor(address: string, connect: () => Socket): MailDoor {
    return {
        address,
        open: async ({ name }) => {
            const line = await LmtpLine.open(socketOf(connect), REPLY_SECONDS * 1000);
            const put = async (text: string) => {
                await line.deliver({ from: SENDER, to: name, text });
                return undefined;
            };
            return { put, close: () => line.close() };
        },
    };
}

function socketOf(connect: () => Socket): Socket {
    try {
        const socket = connect();
        // Until somebody speaks over it.
        socket.on("error", () => undefined);
        return socket;
    } catch (error) {
        throw new NotAcknowledged("elsewhere", (error as Error).message);
    }
}

/** A mail server's no, in the words of writers; what silence means depends on when. */
function notAcknowledged(error: unknown, silent: NotAcknowledged["kind"]): NotAcknowledged {
    if (!(error instanceof NotTaken)) throw error;
    const kind = { refused: "refused", later: "elsewhere", silent } as const;
    return new NotAcknowledged(kind[error.kind], error.message);
}
