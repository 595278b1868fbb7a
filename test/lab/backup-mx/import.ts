import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { BackupMxTopology } from "../../../components/backup-mx/topology";
import { askRecipient } from "../../../lab/client/smtp-dialog";
import { succeeded, type Pulumi } from "../../../lab/engine/pulumi";
import { repoRoot } from "../../../lab/paths";
import { budgetMs } from "../../budgets";
import type { BackupMxLab } from "../../helpers/lab";

const PROGRAM = `
const { BackupMxPair } = require("pulumi-standby");
const a = { hostName: "mail.import.test", linode: { region: "eu-central" } };
const b = { hostName: "mail2.import.test", linode: { region: "nl-ams" } };
const args = { zone: "import.test", recipients: ["cara@import.test"], a, b, destroyable: true };
exports.topology = new BackupMxPair("imported", args).topology;
`;
const SDKS = ["pulumi", "linode", "cloudflare", "command", "random"].map((name) => `@pulumi/${name}`);

/** The package works from its tarball, in somebody else's project. */
export function importSuite(at: () => BackupMxLab): void {
    describe("import of the packed package", function () {
        this.timeout(budgetMs("coldUp"));
        let folder: string;
        const npm = (cwd: string, ...args: string[]) =>
            execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
        let pulumi: Pulumi | undefined;

        before(() => {
            folder = fs.mkdtempSync(path.join(os.tmpdir(), "standby-import-"));
            const packed = npm(repoRoot, "pack", "--ignore-scripts", "--json", "--pack-destination", folder);
            const [{ filename }] = JSON.parse(packed) as { filename: string }[];
            fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "mine", private: true }));
            npm(folder, "install", "--prefer-offline", "--no-audit", "--no-fund", path.join(folder, filename));
            fs.writeFileSync(path.join(folder, "index.js"), PROGRAM);
        });

        after(async () => {
            if (pulumi) succeeded(await pulumi.destroy());
            fs.rmSync(folder, { recursive: true, force: true });
        });

        it("brings one copy of each SDK", () => {
            const all = npm(folder, "ls", "--all", "--parseable").split("\n");
            const copies = SDKS.map((name) => all.filter((line) => line.endsWith(`node_modules/${name}`)).length);
            assert.deepEqual(
                copies,
                SDKS.map(() => 1),
            );
        });

        it("holds no tests, no lab and no sources", () => {
            const inside = fs.readdirSync(path.join(folder, "node_modules", "pulumi-standby"), { recursive: true });
            const wrong = inside.map(String).filter((file) => /(^|\/)(test|lab|stacks|bench)(\/|$)/.test(file));
            assert.deepEqual(wrong, []);
        });

        it("brings up a pair with a program of five lines", async () => {
            const { lab, engine } = at();
            const program = path.join(folder, "index.js");
            pulumi = await lab.pulumi(engine, { stack: "import", projectName: "import", program });
            succeeded(await pulumi.up());
            const { members } = (await pulumi.output()).topology as BackupMxTopology;
            for (const { address, instanceId } of Object.values(members)) {
                assert.equal((await askRecipient(address, "<cara@import.test>")).code, 250);
                assert.equal((await askRecipient(address, "<nobody@import.test>")).code, 550);
                const { code, stdout } = await lab.machine(instanceId as string).run("standby status");
                assert.equal(code, 0, stdout);
            }
        });

        it("changes nothing the second time", async () => {
            assert.equal((await (pulumi as Pulumi).up()).changed, 0);
        });
    });
}
