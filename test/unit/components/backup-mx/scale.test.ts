import assert from "node:assert/strict";
import { BackupMxPairArgs } from "../../../../components/backup-mx/args";
import { primaryPlan } from "../../../../components/backup-mx/plan";
import { settingsProblems } from "../../../../components/backup-mx/validate";
import { content } from "../../../helpers/pair";
import { Registered } from "../../../helpers/mocks";
import { build } from "./pair";
import { sampleSettings } from "./sample";

const DOMAINS = 1000;
const RECIPIENTS = 100_000;
const many = Array.from({ length: DOMAINS }, (_, index) => `d${index}.example.com`);
const addresses = (domains: readonly string[], count: number) =>
    Array.from({ length: count }, (_, index) => `user${index}@${domains[index % domains.length]}`);

const names = (resources: readonly Registered[]) => resources.map(({ name }) => name).sort();
const withoutMx = async (change: Partial<BackupMxPairArgs>) =>
    (await build(change)).resources.filter(({ name }) => !/-mx-/.test(name));
/** What the state keeps of resources: their inputs. */
const kept = (resources: readonly Registered[]) => JSON.stringify(resources.map(({ inputs }) => inputs));

describe("BackupMxPair of a large site", function () {
    this.timeout(300_000);

    it("has as many resources for 100,000 recipients as for two, and keeps none of them in the state", async () => {
        const small = await withoutMx({});
        const large = await withoutMx({ recipients: addresses(["example.com"], RECIPIENTS) });
        assert.deepEqual(names(large), names(small));
        assert.doesNotMatch(kept(large), /user4711@/);
        const more = kept(large).length - kept(small).length;
        assert.ok(Math.abs(more) < 1000, `${more} bytes more in the state`);
    });

    it("adds to a domain nothing but its records", async () => {
        const domains = many.slice(0, 20);
        assert.deepEqual(
            names(await withoutMx({ domains, recipients: addresses(domains, 20) })),
            names(await withoutMx({})),
        );
    });

    it("checks 100,000 recipients of 1,000 domains without comparing each with each", () => {
        const settings = sampleSettings({ domains: many, recipients: addresses(many, RECIPIENTS) });
        const began = process.cpuUsage();
        assert.deepEqual(settingsProblems(settings), []);
        const all = process.cpuUsage(began).user;
        const part = { ...settings, recipients: settings.recipients.slice(0, RECIPIENTS / 10) };
        const started = process.cpuUsage();
        assert.deepEqual(settingsProblems(part), []);
        console.log(
            `        ${Math.round(all / 1000)} ms for all, ${Math.round(process.cpuUsage(started).user / 1000)} ms for a tenth`,
        );
    });

    it("names 1,000 domains in a configuration that is still one of Postfix's lines", () => {
        const main = content(
            primaryPlan(sampleSettings({ domains: many }), "203.0.113.20", "0".repeat(64)),
            "/etc/postfix/main.cf",
        );
        const [, listed] = /^virtual_mailbox_domains = (.*)$/m.exec(main) ?? [];
        assert.equal(listed.split(", ").length, DOMAINS);
    });
});
