import { randomUUID } from "node:crypto";
import { PEOPLE } from "../../../components/active-active/mail";
import { PROGRAMS } from "../../../components/active-active/places";
import type { Host, RuntimeLab } from "../../helpers/runtime";
import { mailHost, sendTo, serves } from "./mail-host";

export const ANNA = "anna@example.com";
export const BEN = "ben@example.com";
const QUEUE = "/srv/mail/.spool/queue";
const MEMBER = {
    ...{ hostName: "mx1.example.com", domains: ["example.com"], salt: "salt", queue: QUEUE, passwords: PEOPLE },
    users: [ANNA, BEN].map((name) => ({ name, password: "canary-of-a-test" })),
    ...{ dovecotSettings: {}, postfixSettings: {}, clientsFrom: [], ownFirewall: false },
};
/** Dovecot's answers that a mail is stored do not arrive; all others do. Behind TCP's header, whose length varies when it is sent again. */
const DEAF = `nft 'add table inet deaf; add chain inet deaf out { type filter hook output priority 0; };
add rule inet deaf out tcp sport 24 @ih,32,40 0x322e302e30 drop'`;

/** One member's Dovecot and Postfix, as the pair configures them, on a host without DRBD. */
export class QueueHost {
    private constructor(private readonly host: Host) {}

    static async up(lab: RuntimeLab): Promise<QueueHost> {
        const host = await mailHost(lab, "a", MEMBER);
        await serves(host);
        return new QueueHost(host);
    }

    run(command: string): Promise<string> {
        return this.host.machine.succeed(command);
    }

    async until(command: string): Promise<void> {
        await this.host.machine.eventually(command, 60);
    }

    /** A mail to one user, by SMTP. Its long line and its bytes above 127 must come through unchanged. */
    async send(subject: string, to: string): Promise<void> {
        await sendTo(this.host, mail(subject), to);
    }

    /** A mail to both, by the sendmail of this host. */
    async sendBoth(subject: string): Promise<void> {
        const text = Buffer.from(mail(subject)).toString("base64");
        await this.run(`echo ${text} | base64 -d | tr -d '\\r' | sendmail -i -f x@outside.test ${ANNA} ${BEN}`);
    }

    /** How many mails of this subject are in a mailbox, all of it each. */
    async count(subject: string, user: string): Promise<number> {
        const of = `/srv/mail/v/example.com/${user.split("@")[0]}`;
        const found = `find ${of} -type f -path '*/Maildir/*' -exec grep -lx 'Subject: ${subject}' {} +`;
        return Number(await this.run(`${found} | xargs -r grep -lx 'This is its end.' | wc -l`));
    }

    /** What waits and must not be delivered yet. */
    async hold(): Promise<void> {
        await this.run("postsuper -h ALL 2>&1");
    }

    /** Mails as `send` sends them are stored, and the member dies before Postfix hears of any; records of Dovecot die too. */
    async diesWhileStoring(send: () => Promise<void>, stored: string): Promise<void> {
        await this.run(DEAF);
        await send();
        await this.until(stored);
        await this.run("systemctl kill -s KILL postfix@- dovecot; systemctl stop postfix@- dovecot");
        await this.run("nft delete table inet deaf; rm -f /srv/mail/v/*/*/.dovecot.lda-dupes");
    }

    /** As `serve` does it before Postfix starts. */
    async settle(): Promise<void> {
        await this.run(`${PROGRAMS}/settle-queue ${QUEUE} /srv/mail/v`);
    }

    /** A mail that waits in the queue of another folder, and is unknown here. */
    async waitsThere(subject: string, to: string, folder: string): Promise<void> {
        await this.run("systemctl stop dovecot");
        await this.send(subject, to);
        await this.until(`find ${QUEUE}/deferred -type f | grep -q .`);
        await this.run(
            `mv $(find ${QUEUE}/deferred -type f) ${folder}/.spool/queue/incoming/ && systemctl start dovecot`,
        );
        await this.until("ss -Hltn 'sport = :24' | grep -q .");
    }

    /** Mail goes on, with what was held; ends when nothing waits any more. */
    async goesOn(): Promise<void> {
        await this.run("systemctl start dovecot postfix@- && { postsuper -H ALL; postqueue -f; } 2>&1");
        await this.until("postqueue -p | grep -q 'is empty'");
    }

    /** Whose mail was marked, sorted. */
    async settled(): Promise<string> {
        return this.run(
            "cut -d ' ' -f 3 /var/lib/standby/pair/settled 2>/dev/null | sort; rm -f /var/lib/standby/pair/settled",
        );
    }
}

function mail(subject: string): string {
    const id = randomUUID();
    const header = ["From: <x@outside.test>", `Subject: ${subject}`, `Message-ID: <${id}@outside.test>`];
    const body = [".", "x".repeat(3000), "Grüße", "This is its end.", ""];
    return [...header, "", ...body].join("\r\n");
}
