import { MailPlan, mailPart } from "../../../components/active-active/mail";
import { PROGRAMS } from "../../../components/active-active/places";
import { basePlan } from "../../../components/host/base-plan";
import { BundlePart, joined } from "../../../components/ops/bundle";
import { verbatim } from "../../../components/ops/host-file";
import { SmtpLine } from "../../../lab/client/smtp-line";
import type { Host, RuntimeLab } from "../../helpers/runtime";

const MAIL = ["postfix", "dovecot-imapd", "dovecot-pop3d", "dovecot-lmtpd", "dovecot-sieve", "dovecot-managesieved"];
const FOLDERS = "install -d -o vmail -g vmail -m 0700 /srv/mail/v /srv/mail/i /dev/shm/dovecot";

/** What certificates, the agent and `serve` bring to a member; the volume is a folder that counts as mounted. */
const prepared = (member: string, queue: string) => `
mkdir -p /etc/standby/tls /run/standby-pair
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -subj /CN=mx \
    -keyout /etc/standby/tls/member.key -out /etc/standby/tls/member.crt 2>/dev/null
echo 'MEMBER=${member} PAIR=mail' >/etc/standby/role.conf
mkdir -p /srv/mail && mount --bind /srv/mail /srv/mail
date >/run/standby-pair/serving
install -d -m 0755 ${queue}`;

/** A host with a member's Dovecot and Postfix, as the pair configures them, without DRBD. They do not run yet. */
export async function mailHost(
    lab: RuntimeLab,
    member: "a" | "b",
    plan: MailPlan,
    more: BundlePart = {},
): Promise<Host> {
    const host = await lab.machine(member === "a" ? 1 : 2);
    await host.apply(basePlan({ authorizedKeys: [lab.key], tcpPorts: [25], packages: [...MAIL, "openssl"] }));
    await host.machine.succeed(prepared(member, plan.queue));
    const programs = ["check-mail", "lib", "merge", "settle-queue"].map((name) =>
        verbatim("active-active", `${PROGRAMS}/${name}`, { mode: "0755" }),
    );
    await host.apply(joined("service", { files: programs }, mailPart(plan), more));
    await host.machine.succeed(FOLDERS);
    return host;
}

/** Starts both; ends when they listen. */
export async function serves({ machine }: Host): Promise<void> {
    await machine.succeed("systemctl start dovecot postfix@-");
    for (const port of [24, 25]) await machine.eventually(`ss -Hltn 'sport = :${port}' | grep -q .`, 30);
}

/** Hands a mail to a host by SMTP. */
export async function sendTo({ machine }: Host, text: string, to: string): Promise<void> {
    const { ipv4: address, hostname: name } = machine.spec;
    const line = await SmtpLine.open({ name, address, preference: 10 }, 30);
    await line.deliver({ from: "x@outside.test", to, text });
    line.close();
}
