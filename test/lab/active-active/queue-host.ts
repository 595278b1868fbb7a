import { randomUUID } from "node:crypto";
import { mailPart, PEOPLE } from "../../../components/active-active/mail";
import { PROGRAMS } from "../../../components/active-active/places";
import { basePlan } from "../../../components/host/base-plan";
import { joined } from "../../../components/ops/bundle";
import { verbatim } from "../../../components/ops/host-file";
import { SmtpLine } from "../../../lab/client/smtp-line";
import type { Host, RuntimeLab } from "../../helpers/runtime";

export const ANNA = "anna@example.com";
export const BEN = "ben@example.com";
const QUEUE = "/srv/mail/.spool/queue";
const MAIL = ["postfix", "dovecot-imapd", "dovecot-pop3d", "dovecot-lmtpd", "dovecot-sieve", "dovecot-managesieved"];
const MEMBER = {
    ...{ hostName: "mx1.example.com", domains: ["example.com"], salt: "salt", queue: QUEUE, passwords: PEOPLE },
    users: [ANNA, BEN].map((name) => ({ name, password: "canary-of-a-test" })),
    ...{ dovecotSettings: {}, postfixSettings: {}, clientsFrom: [], ownFirewall: false },
};
/** What certificates, the agent and `serve` bring to a member; the volume is a folder that counts as mounted. */
const PREPARED = `
mkdir -p /etc/standby/tls /run/standby-pair
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -subj /CN=mx1 \
    -keyout /etc/standby/tls/member.key -out /etc/standby/tls/member.crt 2>/dev/null
echo 'MEMBER=a PAIR=mail' >/etc/standby/role.conf
mkdir -p /srv/mail && mount --bind /srv/mail /srv/mail
date >/run/standby-pair/serving
install -d -m 0755 ${QUEUE}`;
const FOLDERS = "install -d -o vmail -g vmail -m 0700 /srv/mail/v /srv/mail/i /dev/shm/dovecot";
/** Dovecot's answers that a mail is stored do not arrive; all others do. TCP's header has 32 bytes here. */
const DEAF = `nft 'add table inet deaf; add chain inet deaf out { type filter hook output priority 0; };
add rule inet deaf out tcp sport 24 @th,288,40 0x322e302e30 drop'`;

/** One member's Dovecot and Postfix, as the pair configures them, on a host without DRBD. */
export class QueueHost {
    private constructor(private readonly host: Host) {}

    static async up(lab: RuntimeLab): Promise<QueueHost> {
        const host = await lab.machine(1);
        await host.apply(basePlan({ authorizedKeys: [lab.key], tcpPorts: [25], packages: [...MAIL, "openssl"] }));
        await host.machine.succeed(PREPARED);
        const programs = ["check-mail", "lib", "settle-queue"].map((name) =>
            verbatim("active-active", `${PROGRAMS}/${name}`, { mode: "0755" }),
        );
        await host.apply(joined("service", { files: programs }, mailPart(MEMBER)));
        await host.machine.succeed(FOLDERS);
        await host.machine.succeed("systemctl start dovecot postfix@-");
        await host.machine.eventually("ss -Hltn 'sport = :25' | grep -q .", 30);
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
        const { ipv4: address, hostname: name } = this.host.machine.spec;
        const line = await SmtpLine.open({ name, address, preference: 10 }, 30);
        await line.deliver({ from: "x@outside.test", to, text: mail(subject) });
        line.close();
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
        await this.run("systemctl kill -s KILL postfix@- && systemctl stop postfix@- dovecot");
        await this.run("nft delete table inet deaf; rm -f /srv/mail/v/*/*/.dovecot.lda-dupes");
    }

    /** As `serve` does it before Postfix starts. */
    async settle(): Promise<void> {
        await this.run(`${PROGRAMS}/settle-queue ${QUEUE} /srv/mail/v`);
    }

    /** Mail goes on, with what was held; ends when nothing waits any more. */
    async goesOn(): Promise<void> {
        await this.run("systemctl start dovecot postfix@- && { postsuper -H ALL; postqueue -f; } 2>&1");
        await this.until("postqueue -p | grep -q 'is empty'");
    }

    /** What was marked, without times. */
    async settled(): Promise<string> {
        return this.run(
            "cut -d ' ' -f 3 /var/lib/standby/pair/settled 2>/dev/null; rm -f /var/lib/standby/pair/settled",
        );
    }
}

function mail(subject: string): string {
    const id = randomUUID();
    const header = ["From: <x@outside.test>", `Subject: ${subject}`, `Message-ID: <${id}@outside.test>`];
    const body = [".", "x".repeat(3000), "Grüße", "This is its end.", ""];
    return [...header, "", ...body].join("\r\n");
}
