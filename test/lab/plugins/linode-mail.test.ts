import assert from "node:assert/strict";
import { policyText } from "../../../components/mta-sts/policy";
import { repoRoot } from "../../../lab/paths";
import { TestCloud, TOKENS } from "../../unit/lab/cloud/running-cloud";
import { Project } from "./engine";

const DOMAIN = "example.test";
const MXS = [`mail.${DOMAIN}`, `mail2.${DOMAIN}`];
const PROGRAM = `
const { BackupMxPair } = require(${JSON.stringify(repoRoot)});
const backup = process.env.BACKUP_HOST ?? "mail2.${DOMAIN}";
new BackupMxPair("mx", {
    zone: "${DOMAIN}", zoneService: "linode", recipients: ["postmaster@${DOMAIN}"],
    a: { hostName: "mail.${DOMAIN}", linode: { region: "eu-central" } },
    b: { hostName: backup, linode: { region: "nl-ams" } },
    certificate: { acme: {} }, identity: { reportsTo: "postmaster@${DOMAIN}", mtaSts: { mode: "enforce" } },
});
`;

/** What a preview reads of a domain at Linode before it lets a policy of MTA-STS through: the real engine, no machines. */
describe("MTA-STS in a zone at Linode, at preview", () => {
    let cloud: TestCloud;
    let records: string;
    const projects: Project[] = [];

    const preview = async (backupHost?: string) => {
        const url = cloud["running"]?.url ?? "";
        const env = { LINODE_URL: `${url}/linode`, LINODE_TOKEN: TOKENS.linode, CLOUDFLARE_API_TOKEN: "" };
        const project = await Project.create(PROGRAM, { ...env, ...(backupHost && { BACKUP_HOST: backupHost }) });
        projects.push(project);
        return project.run("preview");
    };
    const add = async (record: object): Promise<number> => {
        const { status, body } = await cloud.linode("POST", records, { ttl_sec: 300, ...record });
        assert.equal(status, 200, JSON.stringify(body));
        return (body as { id: number }).id;
    };
    const mx = (target: string, priority: number) => add({ type: "MX", name: "", target, priority });

    before(async () => {
        cloud = await TestCloud.start();
        const made = await cloud.linode("POST", "/domains", {
            domain: DOMAIN,
            type: "master",
            soa_email: `a@${DOMAIN}`,
        });
        records = `/domains/${made.body.id}/records`;
    });
    after(async () => {
        for (const project of projects) await project.end();
        await cloud?.end();
    });

    it("passes in a domain without MX records", async () => {
        const { code, text } = await preview();
        assert.equal(code, 0, text);
    });

    it("is refused where somebody's MX record is not in the policy, until that is gone", async () => {
        const stray = await mx("old.example.net", 30);
        const { code, text } = await preview();
        assert.notEqual(code, 0);
        assert.match(text, /example\.test has an MX record for old\.example\.net, which the policy does not name/);
        await cloud.linode("DELETE", `${records}/${stray}`);
        assert.equal((await preview()).code, 0);
    });

    it("is refused a new MX that was not announced, where a policy is enforced", async () => {
        await mx(MXS[0], 10);
        await mx(MXS[1], 20);
        const text = policyText({ mode: "enforce", maxAgeDays: 7, announced: {} }, MXS);
        await add({ type: "TXT", name: "_mta-sts", target: text });
        assert.equal((await preview()).code, 0);
        const renamed = await preview(`mail3.${DOMAIN}`);
        assert.notEqual(renamed.code, 0);
        assert.match(
            renamed.text,
            /mail3\.example\.test would be a new MX of example\.test, whose policy may be enforced/,
        );
    });
});
