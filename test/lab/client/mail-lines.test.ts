import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { LmtpLine } from "../../../lab/client/lmtp-line";
import { SmtpLine } from "../../../lab/client/smtp-line";

const MAIL = { from: "anna@outside.test", to: "bob@example.test", text: "Subject: one\r\n\r\nHello.\r\n" };
const REPLY_SECONDS = 60;
/** The address is this process's own: port 25 of 127.0.0.1 may be somebody's. */
const ADDRESS = "127.83.77.84";

/** A host that loses its power says nothing more: whoever stops a client then must not wait for it. */
describe("a line to a mail server that falls silent", function () {
    this.timeout(10_000);
    const sockets = new Set<Socket>();
    let server: Server;

    beforeEach("start a server that greets, and answers no mail", () => {
        server = createServer((socket) => {
            sockets.add(socket);
            socket.on("error", () => undefined);
            socket.write("220 mute.test ESMTP\r\n");
            socket.on("data", (line) => {
                if (/^(EHLO|LHLO)/.test(line.toString())) socket.write("250 mute.test\r\n");
            });
        });
    });

    afterEach("stop it", async () => {
        for (const socket of sockets) socket.destroy();
        server.close();
        await once(server, "close");
    });

    const listening = async (port: number) => {
        server.listen(port, ADDRESS);
        await once(server, "listening");
        return (server.address() as AddressInfo).port;
    };
    /** What a delivery ends with when its line is closed meanwhile. */
    const failure = async (delivery: Promise<unknown>, close: () => void) => {
        const said = delivery.then(
            () => "delivered",
            (error) => `${error.kind}: ${error.message}`,
        );
        await wait(200);
        close();
        return Promise.race([said, wait(2000, "nothing")]);
    };

    it("ends a delivery by SMTP when it is closed", async () => {
        await listening(25);
        const mute = { name: "mute.test", address: ADDRESS, preference: 10 };
        const line = await SmtpLine.open(mute, REPLY_SECONDS);
        assert.match(await failure(line.deliver(MAIL), () => line.close()), /^silent: mute.test: connection closed/);
    });

    it("ends a delivery by LMTP when it is closed", async () => {
        const port = await listening(0);
        const line = await LmtpLine.open(connect(port, ADDRESS), REPLY_SECONDS * 1000);
        assert.match(await failure(line.deliver(MAIL), () => line.close()), /^lost: connection closed/);
    });
});
