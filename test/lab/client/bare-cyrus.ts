import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { ImapServer } from "../../../lab/client/imap-line";
import type { MailUser } from "../../../lab/client/mail-writer";
import { labDown, labUp, type Lab } from "../../../lab/lab";
import type { Machine } from "../../../lab/machine/machine";
import { bareLinode } from "../../helpers/bare-linode";

export const USERS: MailUser[] = ["anna", "ben"].map((name) => ({
    name: `${name}@example.test`,
    password: `Only-for-${name}-1`,
}));
export const NAME = "imap.example.test";
export const LMTP_SOCKET = "/srv/mail/socket/lmtp";
const UNIT = "bare-cyrus.service";
const INSTALL =
    "apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 " +
    "install cyrus-imapd sasl2-bin libsasl2-modules openssl >/dev/null 2>&1 && systemctl disable -q --now cyrus-imapd";
/** A certificate of its own authority. */
const CERTIFICATES = [
    "mkdir -p /etc/tls && cd /etc/tls",
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -subj /CN=ca -keyout ca.key -out ca.crt",
    `openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=${NAME} -keyout imap.key -out imap.csr`,
    `printf 'subjectAltName=DNS:${NAME}\\n' >imap.ext`,
    "openssl x509 -req -in imap.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 9 -extfile imap.ext -out imap.crt",
    "chmod a+r imap.key",
].join(" && ");
const FOLDERS = "for f in db sync socket user quota log msg proc ptclient lock part; do mkdir -p /srv/mail/$f; done";
const IMAPD = {
    servername: "mail",
    configdirectory: "/srv/mail",
    "partition-default": "/srv/mail/part",
    defaultpartition: "default",
    virtdomains: "userid",
    defaultdomain: "example.test",
    unixhierarchysep: "yes",
    altnamespace: "yes",
    sasl_pwcheck_method: "auxprop",
    sasl_auxprop_plugin: "sasldb",
    sasl_mech_list: "PLAIN",
    sasl_sasldb_path: "/srv/mail/sasldb2",
    tls_server_cert: "/etc/tls/imap.crt",
    tls_server_key: "/etc/tls/imap.key",
    lmtpsocket: LMTP_SOCKET,
    autocreate_quota: "0",
    autocreate_post: "yes",
};
const SERVICES = `START { recover cmd="ctl_cyrusdb -r" }
SERVICES {
 imaps cmd="imapd -s" listen="993"
 lmtp cmd="lmtpd" listen="${LMTP_SOCKET}"
}
EVENTS { }
`;

/** One Cyrus without a standby on one machine, as a client meets it. */
export class BareCyrus {
    lab!: Lab;
    machine!: Machine;
    /** Certificate of the authority, PEM. */
    ca = "";
    private readonly labs = fs.mkdtempSync(path.join(os.tmpdir(), "standby-labs-"));
    private readonly labsBefore = process.env.STANDBY_LABS;
    private readonly name = `mails-${process.pid}`;

    async up(): Promise<void> {
        process.env.STANDBY_LABS = this.labs;
        this.lab = await labUp(this.name, () => undefined);
        this.machine = await bareLinode(this.lab, "mails", { type: "g6-standard-1" });
        await this.machine.eventually("test -e /var/lib/cloud/instance/boot-finished", 60);
        const { code, stderr } = await this.machine.run(`${INSTALL} && { ${CERTIFICATES}; } 2>&1`, { seconds: 180 });
        if (code !== 0) throw new Error(`Cyrus could not be installed: ${stderr}`);
        this.ca = await this.machine.succeed("cat /etc/tls/ca.crt");
        const conf = Object.entries(IMAPD).map(([key, value]) => `${key}: ${value}\n`);
        await this.write("/etc/imapd.conf", conf.join(""));
        await this.write("/etc/cyrus.conf", SERVICES);
        await this.write(
            `/etc/systemd/system/${UNIT}`,
            "[Service]\nExecStart=/usr/sbin/cyrmaster -C /etc/imapd.conf -M /etc/cyrus.conf\nRestart=no\n",
        );
        await this.machine.succeed(FOLDERS);
        for (const { name, password } of USERS) {
            // Those of the default domain are looked up under the server's own name.
            const make = `saslpasswd2 -p -c -f /srv/mail/sasldb2 -u ${IMAPD.servername} ${name.split("@")[0]}`;
            const made = await this.machine.run(make, { stdin: password });
            if (made.code !== 0) throw new Error(`${name}: ${made.stderr}`);
        }
        await this.machine.succeed("chown -R cyrus:mail /srv/mail && systemctl daemon-reload");
        await this.systemctl("start");
        await this.machine.eventually(`test -S ${LMTP_SOCKET}`, 30);
    }

    async down(): Promise<void> {
        await labDown(this.name);
        fs.rmSync(this.labs, { recursive: true, force: true });
        if (this.labsBefore === undefined) delete process.env.STANDBY_LABS;
        else process.env.STANDBY_LABS = this.labsBefore;
    }

    /** The server as a client names it. */
    get server(): ImapServer {
        return { address: this.machine.spec.ipv4, name: NAME };
    }

    /** What systemd does to it: kill -s KILL, restart. */
    async systemctl(words: string): Promise<void> {
        await this.machine.succeed(`systemctl ${words} ${UNIT}`);
    }

    private async write(file: string, text: string): Promise<void> {
        await this.machine.run(`cat >${file}`, { stdin: text });
    }
}
