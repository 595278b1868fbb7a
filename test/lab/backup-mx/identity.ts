import assert from "node:assert/strict";
import { succeeded } from "../../../lab/engine/pulumi";
import { queryDns } from "../../../lab/services";
import { budgetMs } from "../../budgets";
import type { BackupMxLab } from "../../helpers/lab";
import { tlsDialog } from "../../helpers/tls-dialog";
import { addRecord } from "../../helpers/zone-record";

/** Blocklists of the lab: one that works, one that lists b, one that refuses the resolver, one that has ended. */
const LISTS = ["works", "lists", "refuses", "ended"].map((word) => `${word}.example.test`);
const IDENTITY = { spf: [], dkimGeneration: 1, dmarc: "none", reportsTo: "postmaster@example.test", tlsa: true };

/** What the world is told of the domain, and what a host is asked before it is an MX. */
export function identitySuite(at: () => BackupMxLab): void {
    describe("identity and preflight", function () {
        this.timeout(budgetMs("up"));
        const made: (() => Promise<void>)[] = [];
        const txt = (name: string) => queryDns(at().lab.net, `${name}.example.test`.replace(/^\./, ""), "TXT");

        before(async () => {
            const { pair } = at();
            const reversed = pair.b.address.split(".").reverse().join(".");
            for (const [name, content] of [
                [`2.0.0.127.${LISTS[0]}`, "127.0.0.2"],
                [`2.0.0.127.${LISTS[1]}`, "127.0.0.2"],
                [`${reversed}.${LISTS[1]}`, "127.0.0.4"],
                [`2.0.0.127.${LISTS[2]}`, "127.255.255.254"],
                [`*.${LISTS[3]}`, "127.0.0.2"],
            ]) {
                made.push(await addRecord(at().lab.name, "example.test", { type: "A", name, content }));
            }
            const change = { identity: IDENTITY, preflight: { blocklists: [LISTS[0]] } };
            succeeded(await pair.up(change));
        });
        after(async () => {
            for (const takeOut of made) await takeOut();
        });

        it("is SPF, DMARC and where to report to, as DNS gives it", async () => {
            assert.deepEqual(await txt(""), ["v=spf1 mx -all"]);
            assert.deepEqual(await txt("_dmarc"), ["v=DMARC1; p=none; rua=mailto:postmaster@example.test"]);
            assert.deepEqual(await txt("_smtp._tls"), ["v=TLSRPTv1; rua=mailto:postmaster@example.test"]);
        });

        it("has a DKIM key of each host, whose private half is there and root's alone", async () => {
            for (const { member, machine } of at().pair.members) {
                const selector = `standby-${member}1`;
                const [record] = await txt(`${selector}._domainkey`);
                const file = `/etc/standby/dkim/${selector}.key`;
                const there = await machine.succeed(`openssl pkey -in ${file} -pubout -outform DER | base64 -w 0`);
                assert.equal(record, `v=DKIM1; k=rsa; p=${there}`);
                assert.match(
                    await machine.succeed(`openssl pkey -in ${file} -noout -text`),
                    /^Private-Key: \(2048 bit/,
                );
                assert.equal((await machine.succeed(`stat -c '%a %U' ${file}`)).trim(), "600 root");
            }
        });

        it("names the key of the certificate that each MX shows, for the host's own name", async () => {
            const { pair, lab } = at();
            const ca = (await pair.pulumi.output()).caCertificate as string;
            for (const { name, address } of pair.members) {
                await tlsDialog(pair.b, { address, port: 25, name, ca, starttls: "smtp" }, ["QUIT"]);
                const shown = `openssl s_client -starttls smtp -connect ${address}:25 </dev/null 2>/dev/null`;
                const digest = `${shown} | openssl x509 -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum`;
                const [sum] = (await pair.b.machine.succeed(digest)).split(" ");
                const asked = await pair.b.machine.succeed(`host -t TLSA _25._tcp.${name} ${lab.net.dns}`);
                assert.match(asked.replaceAll(" ", "").toLowerCase(), new RegExp(`record311${sum}`));
            }
        });

        /** What the host says when it is asked about these lists, under this name. */
        async function asked(lists: string[], name = at().pair.b.name) {
            const { b } = at().pair;
            const conf = "/etc/standby/preflight.conf";
            const change = `-e "s/^BLOCKLISTS=.*/BLOCKLISTS='${lists.join(" ")}'/" -e "s/^NAME=.*/NAME='${name}'/"`;
            await b.machine.succeed(`cp -a ${conf} /root/ && sed -i ${change} ${conf}`);
            try {
                const { code, stdout, stderr } = await b.standby("preflight");
                return { code, said: stdout + stderr };
            } finally {
                await b.machine.succeed(`cp -a /root/preflight.conf ${conf}`);
            }
        }

        it("asked both hosts before their MX records", async () => {
            const { code, said } = await asked([LISTS[0]]);
            assert.equal(code, 0, said);
            assert.equal(said.match(/^ok /gm)?.length, 4, said);
        });

        it("tells of a list that the host is on, one that refuses its resolver, and one that has ended", async () => {
            const { code, said } = await asked(LISTS.slice(1));
            assert.equal(code, 1, said);
            assert.match(
                said,
                /^NO {4}\S+ is on the blocklist lists\.example\.test \(127\.0\.0\.4\)\n +Ask for its removal/m,
            );
            assert.match(
                said,
                /^NO {4}refuses\.example\.test does not answer this resolver: it said 127\.255\.255\.254\n/m,
            );
            assert.match(said, /^NO {4}ended\.example\.test lists 127\.0\.0\.1 too/m);
        });

        it("tells which ticket opens port 25, and how a reverse name is set", async () => {
            const { pair } = at();
            await pair.client.settings({ mailPorts: "closed" });
            try {
                const { code, said } = await asked([LISTS[0]], "mx9.example.test");
                assert.equal(code, 1, said);
                assert.match(
                    said,
                    /^NO {4}port 25 of \S+ cannot be reached: no answer within 8 s\n.*ticket "Allow SMTP"/m,
                );
                const wrong = `the reverse name of ${pair.b.address} is ${pair.b.name}, and the host greets as mx9.example.test`;
                assert.ok(said.includes(`NO    ${wrong}: receivers refuse that\n`), said);
                assert.match(said, /Edit RDNS/);
            } finally {
                await pair.client.settings({ mailPorts: "open" });
            }
        });
    });
}
