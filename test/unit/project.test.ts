import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as ts from "typescript";
import { record } from "../helpers/mocks";
import { isShell, shellFiles } from "../helpers/shellcheck";

/** The YAML reader that Pulumi's SDK itself brings along. */
const yaml = createRequire(require.resolve("@pulumi/pulumi"))("js-yaml") as { load(text: string): unknown };
const load = createRequire(path.resolve("package.json"));
const read = (file: string) => fs.readFileSync(file, "utf8");
const json = (file: string) => JSON.parse(read(file));

interface ConfigKey {
    readonly type?: string;
    readonly description?: string;
    readonly default?: unknown;
}
const project = yaml.load(read("Pulumi.yaml")) as {
    main: string;
    config: Record<string, ConfigKey>;
    runtime: { options: object };
};
const packageJson = json("package.json");

function filesUnder(folder: string, wanted: (file: string) => boolean): string[] {
    return fs
        .readdirSync(folder, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
        .filter(wanted)
        .sort();
}

describe("the library", () => {
    it("is a list of exports: requiring it registers nothing", async () => {
        for (const file of Object.keys(require.cache)) {
            if (/\/dist\/(index\.js|components\/)/.test(file)) delete require.cache[file];
        }
        let exported: object = {};
        const recording = await record(() => (exported = load("./dist/index.js")));
        assert.deepEqual(recording, { resources: [], errors: [], calls: [] });
        assert.deepEqual(Object.keys(exported).sort(), [
            ...["ActiveActiveDurability", "ActiveActiveMode", "ActiveActivePair", "ActiveActiveTakeover"],
            ...["BackupMxMta", "BackupMxPair", "BinlogFormat"],
            ...["CyrusDurability", "CyrusEndpoint", "CyrusLink", "CyrusPair", "CyrusSqlEngine"],
            ...["DatabaseEndpoint", "DatabaseLink", "DmarcPolicy", "FilterFailure", "Member", "MtaStsMode"],
            ...["MySqlDurability", "MySqlEngine", "MySqlPair"],
            ...["PostgresDurability", "PostgresEngine", "PostgresMode", "PostgresPair"],
            ...["RecipientSource", "RecipientSqlEngine", "ReleasedHost", "TlsMinimum", "ZoneService", "crossPaired"],
        ]);
    });

    it("is what package.json's main names, with its types", () => {
        assert.equal(packageJson.main, "dist/index.js");
        assert.equal(packageJson.types, "dist/index.d.ts");
    });

    it("has a @default in the docstring of every optional argument", () => {
        const missing: string[] = [];
        for (const file of filesUnder("components", (name) => name.endsWith(".ts"))) {
            const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2022, true);
            for (const one of source.statements.filter(ts.isInterfaceDeclaration)) {
                if (!one.name.text.endsWith("Args")) continue;
                for (const member of one.members.filter(({ questionToken }) => questionToken)) {
                    const tags = ts.getJSDocTags(member).map(({ tagName }) => tagName.text);
                    if (!tags.includes("default")) missing.push(`${file}: ${one.name.text}.${member.name!.getText()}`);
                }
            }
        }
        assert.deepEqual(missing, []);
    });
});

describe("the dependencies", () => {
    it("are the five SDKs and the template library", () => {
        assert.deepEqual(Object.keys(packageJson.dependencies), [
            "@pulumi/cloudflare",
            "@pulumi/command",
            "@pulumi/linode",
            "@pulumi/pulumi",
            "@pulumi/random",
            "mustache",
        ]);
    });

    it("are asked for with carets, so that a program and this package share one copy", () => {
        for (const [name, range] of Object.entries(packageJson.dependencies))
            assert.match(String(range), /^\^\d/, name);
    });

    it("are there in one copy each", () => {
        const copies = Object.keys(json("package-lock.json").packages).filter((name) => name.includes("/@pulumi/"));
        assert.deepEqual(
            copies,
            ["cloudflare", "command", "linode", "pulumi", "random"].map((name) => `node_modules/@pulumi/${name}`),
        );
    });

    it("are resolved to versions that are known to work", () => {
        const version = (name: string) => json(`node_modules/@pulumi/${name}/package.json`).version as string;
        assert.match(version("command"), /^1\./, "4.5.0 is a stray old build without host keys");
        assert.match(version("linode"), /^5\./);
        assert.match(version("cloudflare"), /^6\./);
        assert.match(version("random"), /^4\./);
        const [major, minor] = version("pulumi").split(".").map(Number);
        assert.equal(major, 3);
        assert.ok(minor >= 220 && minor <= 248, "3.249 and later ask for Node 22");
    });
});

describe("the npm package", function () {
    this.timeout(60_000);
    let shipped: string[];

    before(() => {
        // Scripts are left out: they would compile under the feet of the running tests.
        const { stdout, stderr, status } = spawnSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
            encoding: "utf8",
        });
        assert.equal(status, 0, stderr);
        shipped = JSON.parse(stdout)[0].files.map((file: { path: string }) => file.path);
    });

    it("ships every host file", () => {
        const hostFiles = filesUnder("components", (file) => /^components\/[^/]+\/files\//.test(file));
        assert.ok(hostFiles.length >= 10, `${hostFiles.length} host files`);
        assert.deepEqual(
            hostFiles.filter((file) => !shipped.includes(file)),
            [],
        );
    });

    it("ships the compiled library with its types and its licence", () => {
        for (const file of [
            "dist/index.js",
            "dist/index.d.ts",
            "dist/components/backup-mx/backup-mx-pair.js",
            "dist/components/mysql/mysql-pair.js",
            "dist/components/postgres/postgres-pair.js",
            "LICENSE",
        ]) {
            assert.ok(shipped.includes(file), file);
        }
    });

    it("ships no test, lab, stack or bench", () => {
        assert.deepEqual(
            shipped.filter((file) => /(^|\/)(test|lab|stacks|bench|\.ci)\//.test(file)),
            [],
        );
    });
});

describe("the Pulumi project", () => {
    it("runs a file that is the program, not the library", () => {
        assert.equal(project.main, "dist/stacks/index.js");
        assert.ok(
            fs.statSync(project.main).isFile(),
            "a folder would be resolved to package.json's main, an empty program",
        );
        assert.notEqual(path.resolve(project.main), path.resolve(packageJson.main));
    });

    it("runs compiled code and never checks types at run time", () => {
        assert.deepEqual(project.runtime.options, { typescript: false });
    });

    it("describes every configuration key and names its type", () => {
        for (const [key, { type, description }] of Object.entries(project.config)) {
            assert.ok(description, `${key} has no description`);
            assert.ok(["string", "integer", "boolean", "array", "object"].includes(type!), `${key} has type ${type}`);
        }
    });

    it("knows every key that its programs read, and has a program that reads every key", () => {
        const text = filesUnder("stacks", (file) => file.endsWith(".ts"))
            .map(read)
            .join("\n");
        const used = [
            ...text.matchAll(/(?:config\.(?:get|require)\w*(?:<[^(]*>)?|list|listOf|member)\((?:config, )?"(\w+)"\)/g),
        ].map((match) => match[1]);
        assert.deepEqual([...new Set(used)].sort(), Object.keys(project.config).sort());
    });

    for (const file of fs.readdirSync("stacks").filter((name) => /^Pulumi\..*\.yaml$/.test(name))) {
        it(`is accepted as ${file} configures it`, async () => {
            const { resources, errors } = await runProgram(yaml.load(read(path.join("stacks", file))) as StackFile);
            assert.deepEqual(errors, []);
            assert.ok(resources.some(({ type }) => type.startsWith("standby:index:")));
        });
    }

    for (const topology of ["backup-mx", "cyrus", "mail-site"]) {
        it(`makes all records of ${topology} at Linode Domains where the zone is there`, async () => {
            const { config } = yaml.load(read(`stacks/Pulumi.lab-${topology}.yaml`)) as StackFile;
            const { resources, errors } = await runProgram({
                config: { ...config, "pulumi-standby:zoneService": "linode" },
            });
            assert.deepEqual(errors, []);
            assert.ok(resources.some(({ type }) => type === "linode:index/domainRecord:DomainRecord"));
            assert.ok(!resources.some(({ type }) => type.startsWith("cloudflare:")));
        });
    }

    it("refuses a zone of Linode Domains for a topology that has none", async () => {
        const config = { "pulumi-standby:topology": "mysql", "pulumi-standby:zoneService": "linode" };
        await assert.rejects(runProgram({ config }), {
            message:
                'zoneService: "linode" is for the topologies backup-mx, cyrus, mail-site, and this one is mysql: set it to cloudflare',
        });
    });

    it("refuses a topology that it does not know", async () => {
        const config = { "pulumi-standby:topology": "no-such" };
        await assert.rejects(runProgram({ config }), {
            message:
                'topology: "no-such" is not known: set it to one of active-active, backup-mx, cyrus, mail-site, mysql, postgres (pulumi config set topology NAME)',
        });
    });
});

interface StackFile {
    readonly config: Record<string, unknown>;
}

/** Runs the program as the engine does: its defaults from Pulumi.yaml, then the stack's own values. */
function runProgram({ config }: StackFile) {
    const values: Record<string, unknown> = {};
    for (const [key, { default: value }] of Object.entries(project.config)) {
        if (value !== undefined) values[`pulumi-standby:${key}`] = value;
    }
    Object.assign(values, config);
    const texts = Object.entries(values).map(([key, value]) => [
        key,
        typeof value === "string" ? value : JSON.stringify(value),
    ]);
    pulumi.runtime.setAllConfig(Object.fromEntries(texts));
    const program = path.resolve(project.main);
    delete require.cache[program];
    return record(() => load(program), false, "pulumi-standby");
}

describe("the check of shell files", () => {
    it("finds scripts by their first line or their name, also those for hosts", () => {
        const files = shellFiles();
        assert.ok(files.includes("components/host/files/usr/local/lib/standby/apply"));
        assert.ok(files.includes("components/mail/files/usr/local/lib/standby/greets"));
        assert.equal(isShell("components/host/files/etc/nftables.conf.tmpl"), false);
        assert.equal(isShell("package.json"), false);
        assert.equal(isShell("no-such-file.sh"), false);
    });
});
