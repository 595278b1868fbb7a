import assert from "node:assert/strict";
import { askRecipient, dialog } from "../../../lab/client/smtp-dialog";
import type { BackupMxLab } from "../../helpers/lab";

/** What a stranger writes behind RCPT TO: to have mail sent on to other.org. */
const RELAYS = [
    "<someone@other.org>",
    "<someone@OTHER.ORG>",
    "<someone%other.org@example.test>",
    "<someone%other.org@mail.example.test>",
    "<someone%other.org@mail2.example.test>",
    "<someone%other.org>",
    "<other.org!someone@example.test>",
    "<other.org!someone>",
    "<someone@other.org@example.test>",
    "<someone@example.test@other.org>",
    "<@example.test:someone@other.org>",
    "<@mail2.example.test,@example.test:someone@other.org>",
    '<"someone@other.org"@example.test>',
    '<"someone%other.org"@example.test>',
    '<"someone@other.org">',
    '<"anna@example.test"@other.org>',
    "<someone@[192.0.2.1]>",
    "<someone@other.org.example.test>",
    "<anna@sub.example.test>",
    "<anna@example.test.other.org>",
    "someone@other.org",
];
const UNKNOWN = [
    "<nobody@example.test>",
    "<anna@mail.other.test>",
    "<root.anna@example.test>",
    "<anna+tag@example.test>",
];
const SENDERS = ["stranger@outside.test", "", "anna@example.test", "root@mail.example.test"];
const KNOWN = ["<anna@example.test>", "<ANNA@EXAMPLE.TEST>", "<postmaster@example.test>", "<postmaster>"];

/** Both hosts take mail for those who exist, and for nobody else, whoever asks and however. */
export function relaySuite(at: () => BackupMxLab): void {
    describe("open relay", () => {
        for (const member of ["a", "b"] as const) {
            it(`${member} sends nothing on for strangers`, async () => {
                const { address } = at().pair[member];
                const taken: string[] = [];
                for (const sender of SENDERS) {
                    for (const recipient of RELAYS) {
                        const { code, reply } = await askRecipient(address, recipient, sender);
                        if (code < 500) taken.push(`MAIL FROM:<${sender}> RCPT TO:${recipient}: ${reply}`);
                    }
                }
                assert.deepEqual(taken, []);
            });

            it(`${member} refuses who does not exist, at RCPT`, async () => {
                const { address } = at().pair[member];
                const answers = await Promise.all(UNKNOWN.map((recipient) => askRecipient(address, recipient)));
                assert.deepEqual(
                    answers.map(({ said, code }) => `${said} ${code}`),
                    UNKNOWN.map((recipient) => `RCPT TO:${recipient} ${recipient.includes("other") ? 554 : 550}`),
                );
            });

            it(`${member} takes mail for those who exist, also from the null sender`, async () => {
                const { address } = at().pair[member];
                for (const sender of SENDERS.slice(0, 2)) {
                    for (const recipient of KNOWN) {
                        const { code, reply } = await askRecipient(address, recipient, sender);
                        assert.equal(code, 250, `MAIL FROM:<${sender}> RCPT TO:${recipient}: ${reply}`);
                    }
                }
            });

            it(`${member} answers no VRFY and no ETRN of a stranger, and wants a greeting`, async () => {
                const { address } = at().pair[member];
                const turns = await dialog(address, [
                    "MAIL FROM:<stranger@outside.test>",
                    "EHLO sender.lab.test",
                    "VRFY anna@example.test",
                    "ETRN example.test",
                    "QUIT",
                ]);
                const codes = turns.map(({ code }) => code);
                // Exim has no word for "never" here.
                const etrn = at().pair.mta(member) === "exim" ? 458 : 554;
                assert.deepEqual(codes, [220, 503, 250, 502, etrn, 221], JSON.stringify(turns));
            });
        }
    });
}
