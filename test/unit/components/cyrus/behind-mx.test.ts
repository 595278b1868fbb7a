import assert from "node:assert/strict";
import { memberPlan } from "../../../../components/cyrus/plan";
import { content } from "../../../helpers/pair";
import * as pulumi from "@pulumi/pulumi";
import { build, crossed, refuseEach, samplePlan } from "./sample";

const mx = { fingerprint: "AA:BB", listKey: "ssh-ed25519 AAAAlist" };
const plan = memberPlan(samplePlan({ behindMx: true }, { mx }));
const main = content(plan, "/etc/postfix/main.cf");
const records = (resources: readonly { type: string; name: string }[]) =>
    resources.filter(({ type, name }) => type.endsWith(":DnsRecord") && name.includes("-mx-"));

describe("CyrusPair behind MXs", () => {
    it("takes mail from the MX that proves itself and from the other member, and from nobody else", () => {
        const [, clients] = /^smtpd_client_restrictions = (.*)$/m.exec(main) ?? [];
        assert.equal(
            clients,
            "permit_mynetworks, check_client_access cidr:{ {203.0.113.20/32 permit} }, check_ccert_access inline:{ {AA:BB = permit} }, " +
                "check_client_access static:{450 4.7.1 mail for these domains comes by their MX}",
        );
        assert.match(main, /^smtpd_tls_ask_ccert = yes$/m);
    });

    it("puts off what the MX has taken where it would refuse a stranger", () => {
        assert.match(
            main,
            /standby-members, check_ccert_access inline:\{ \{AA:BB = defer_if_reject\} \}, reject_unlisted/,
        );
    });

    it("tells the list on the primary alone, without names of our own", () => {
        const conf = content(plan, "/etc/standby/recipients-export.conf");
        assert.match(conf, /^SOURCE='postfix'$/m);
        assert.match(conf, /^ONLY_IF='test -e \/run\/cyrus-mail\/primary'$/m);
        assert.match(conf, /^EXCEPT='standby'$/m);
    });

    it("changes nothing where no MX is in front", () => {
        const without = memberPlan(samplePlan());
        assert.doesNotMatch(content(without, "/etc/postfix/main.cf"), /ccert|smtpd_client_restrictions/);
        assert.equal(
            without.files?.some(({ path }) => path.includes("recipients-export")),
            false,
        );
    });

    it("makes no MX records, and gives the pair in front what it needs, as a secret", async () => {
        const { resources, pair } = await build({ behindMx: true });
        assert.deepEqual(records(resources), []);
        assert.equal(await pulumi.isSecret(pair.mailboxes), true);
        assert.ok(records((await build()).resources).length > 0);
    });

    refuseEach([
        {
            refuses: "several instances behind MXs",
            change: { ...crossed, behindMx: true },
            problems: [
                "behindMx: is for a pair with one instance: the list of recipients of several is not put together yet",
            ],
        },
        {
            refuses: "MX records of its own beside those of the pair in front",
            change: { mx: true, behindMx: true },
            problems: ["mx: true does not go with behindMx: MX records are those of the pair in front. Take it out"],
        },
    ]);
});
