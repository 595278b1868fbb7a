import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as https from "node:https";
import { askRecipient } from "../../../lab/client/smtp-dialog";
import { succeeded } from "../../../lab/engine/pulumi";
import type { LabMember } from "../../../lab/pair";
import { budget, budgetMs } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import type { BackupMxLab } from "../../helpers/lab";

/** What one host tells Prometheus, which checks its certificate by the pair's authority. */
function scrape({ name, address }: LabMember, ca: string): Promise<string> {
    return new Promise((resolve, reject) => {
        const asked = https.get({ host: address, port: 9100, path: "/metrics", servername: name, ca }, (answer) => {
            let text = "";
            answer.on("data", (more) => (text += more)).on("end", () => resolve(text));
        });
        asked.on("error", reject).setTimeout(10_000, () => asked.destroy(new Error("no answer")));
    });
}

/** Names of metrics that a file speaks of. */
const namesIn = (file: string) => [...new Set(fs.readFileSync(file, "utf8").match(/\bstandby_[a-z_]+/g))].sort();

/** The exporters, and the canary that goes by each MX into a mailbox. */
export function visibilitySuite(at: () => BackupMxLab): void {
    describe("metrics", function () {
        this.timeout(budgetMs("up"));
        let ca = "";
        const told = (member: LabMember) => scrape(member, ca);
        const value = async (member: LabMember, series: string) => {
            const line = (await told(member)).split("\n").find((one) => one.startsWith(`${series} `));
            return line === undefined ? undefined : Number(line.slice(series.length + 1));
        };

        before(async () => {
            const { pair } = at();
            succeeded(await pair.up({ metricsFrom: [`${pair.clientAddress}/32`] }));
            ca = (await pair.pulumi.output()).caCertificate as string;
        });

        it("are told by TLS with a certificate of the pair's own authority", async () => {
            await assert.rejects(scrape(at().pair.a, undefined as unknown as string), /certificate/);
            for (const member of at().pair.members) assert.match(await told(member), /^node_load1 /m);
        });

        it("are all that the alerts, the dashboard and the page speak of", async () => {
            const { pair } = at();
            const files = ["docs/alerts/backup-mx.yml", "docs/dashboards/backup-mx.json", "docs/pairs/backup-mx.md"];
            const wanted = new Set(files.flatMap(namesIn));
            assert.ok(wanted.size >= 15, [...wanted].join());
            await eventually("all are told", budget("delivery"), async () => {
                const all = (await Promise.all(pair.members.map(told))).join("\n");
                const missing = [...wanted].filter((name) => !new RegExp(`^${name}[{ ]`, "m").test(all));
                // Only a primary that came back was flushed for; certificates are due where they come by ACME.
                return missing.every((name) => /^standby_mx_(flush_|certificate_due$)/.test(name));
            });
        });

        it("have a canary by each MX, which leaves no mail behind", async () => {
            const { a, b } = at().pair;
            const newest = (via: string) =>
                value(a, `standby_mx_canary_age_seconds{member="a",pair="mx",via="${via}"}`);
            // Where none has come yet, the time from which one is missed stands there.
            const noted = (via: string) => `/var/lib/standby-metrics/canary-${via}`;
            for (const via of ["a", "b"]) await a.machine.eventually(`test -e ${noted(via)}`, 60);
            const sent = Number(await b.machine.succeed("date +%s"));
            await b.machine.succeed("systemctl start standby-canary.service");
            for (const via of ["a", "b"]) {
                await a.machine.eventually(`test "$(cut -d' ' -f1 ${noted(via)})" -ge ${sent}`, budget("delivery"));
                const age = await newest(via);
                assert.ok(age !== undefined && age < 120, `${via}: ${age}`);
            }
            const left = await a.machine.succeed("find /var/mail/standby/*/standby-canary -type f | wc -l");
            assert.equal(left.trim(), "0");
        });

        it("believe no canary of a stranger", async () => {
            const { a, b } = at().pair;
            await b.machine.succeed("systemctl stop standby-canary.timer");
            const before = await a.machine.succeed("cat /var/lib/standby-metrics/canary-b");
            const forged = "X-Standby-Canary: 0123456789abcdef0123456789abcdef b 9999999999\r\n\r\nforged\r\n";
            const box = "/var/mail/standby/example.test/standby-canary/new/forged";
            await a.machine.run(`cat >${box}`, { stdin: forged });
            await a.machine.eventually(`test ! -e ${box}`, 60);
            assert.equal(await a.machine.succeed("cat /var/lib/standby-metrics/canary-b"), before);
            await b.machine.succeed("systemctl start standby-canary.timer");
        });

        it("tell of an MX that does not greet, and count what it refuses", async () => {
            const { b } = at().pair;
            const rejects = (await value(b, 'standby_mx_rejects_total{code="550",member="b",pair="mx"}')) ?? 0;
            for (let times = 0; times < 3; times++) await askRecipient(b.address, "<nobody@example.test>");
            await eventually("three refusals more", budget("delivery"), async () => {
                const now = await value(b, 'standby_mx_rejects_total{code="550",member="b",pair="mx"}');
                return now === rejects + 3;
            });
            const up = (wanted: number) =>
                eventually(`standby_mx_up is ${wanted}`, budget("delivery"), async () => {
                    return (await value(b, 'standby_mx_up{member="b",pair="mx"}')) === wanted;
                });
            await b.machine.succeed("systemctl stop postfix@-.service");
            await up(0);
            await b.machine.succeed("systemctl start postfix@-.service");
            await up(1);
        });
    });
}
