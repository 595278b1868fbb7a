import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import ts from "typescript";
import { OVERRIDABLE } from "../../components/roles/validate";
import { verbs } from "../../lab/verbs/verbs";
import { anchorsOf, blocks, filesIn, linksOf, pages, read, root, rows } from "../helpers/pages";

/** What is wrong with programs that import the package by its name. */
function typeErrors(programs: Map<string, string>): string[] {
    const options: ts.CompilerOptions = {
        ...{ strict: true, noEmit: true, skipLibCheck: true, types: [], lib: ["lib.es2022.d.ts"] },
        ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, esModuleInterop: true },
        ...{ moduleResolution: ts.ModuleResolutionKind.Node10, baseUrl: root },
        paths: { "pulumi-standby": [JSON.parse(read("package.json")).types] },
    };
    const host = ts.createCompilerHost(options);
    const [fileExists, readFile, getSourceFile] = [host.fileExists, host.readFile, host.getSourceFile];
    host.fileExists = (file) => programs.has(file) || fileExists(file);
    host.readFile = (file) => programs.get(file) ?? readFile(file);
    host.getSourceFile = (file, target, ...more) => {
        const text = programs.get(file);
        return text === undefined ? getSourceFile(file, target, ...more) : ts.createSourceFile(file, text, target);
    };
    const program = ts.createProgram([...programs.keys()], options, host);
    return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
        return `${path.basename(file?.fileName ?? "")}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
}

interface Argument {
    name: string;
    /** What the doc comment says is the default, up to its first comma or colon. */
    standard?: string;
}

/** The members of an interface, as users write them: with `prefix` before each. */
function argumentsOf(file: string, type: string, prefix = ""): Argument[] {
    const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2022, true);
    const found = source.statements.filter(ts.isInterfaceDeclaration).find(({ name }) => name.text === type);
    assert.ok(found, `${file} has no interface ${type}`);
    return found.members.filter(ts.isPropertySignature).map((member) => {
        const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === "default");
        const text = tag && ts.getTextOfJSDocComment(tag.comment);
        return { name: prefix + member.name.getText(), standard: text?.split(/[,:]/)[0].replaceAll('"', "") };
    });
}

const hostArguments = () => [
    ...argumentsOf("components/host/existing-host.ts", "ExistingArgs", "existing."),
    ...argumentsOf("components/host/linode-host.ts", "LinodeArgs", "linode."),
    ...argumentsOf("components/host/vlan.ts", "LinodeVlanArgs", "linode.vlan."),
];
const hostName = ({ name }: Argument) => name === "hostName";

const ACTIVE = "components/active-active/args.ts";

/** What each pair's page must explain. */
const pairArguments: Record<string, () => Argument[]> = {
    "docs/pairs/active-active.md": () => [
        ...argumentsOf(ACTIVE, "ActiveActivePairArgs"),
        ...argumentsOf(ACTIVE, "ActiveActiveUserArgs", "users[]."),
        ...argumentsOf(ACTIVE, "ActiveActiveBackupArgs", "backup."),
        ...argumentsOf(ACTIVE, "ActiveActiveMemberArgs").filter(({ name }) => !["linode", "existing"].includes(name)),
        ...hostArguments(),
    ],
    "docs/pairs/postgres-backup.md": () => [
        ...argumentsOf("components/database/backup/args.ts", "DatabaseBackupArgs", "backup."),
        ...argumentsOf("components/database/backup/args.ts", "BackupS3Args", "backup.s3."),
    ],
    "docs/pairs/cyrus-murder.md": () => argumentsOf("components/cyrus/murder/args.ts", "CyrusMurderArgs", "murder."),
    "docs/pairs/backup-mx-policy.md": () => [
        ...argumentsOf("components/backup-mx/policy/args.ts", "MailPolicyArgs", "policy."),
        ...argumentsOf("components/filters/resolver/args.ts", "ResolverArgs", "policy.resolver."),
        ...argumentsOf("components/filters/spam/args.ts", "SpamFilterArgs", "policy.spamFilter."),
        ...argumentsOf("components/filters/virus/args.ts", "VirusScanArgs", "policy.virusScan."),
    ],
    "docs/pairs/backup-mx-tls.md": () => [
        ...argumentsOf("components/mta-sts/args.ts", "MtaStsArgs", "identity.mtaSts."),
        ...argumentsOf("components/acme/args.ts", "CertificateArgs", "certificate."),
        ...argumentsOf("components/acme/args.ts", "AcmeArgs", "certificate.acme."),
    ],
    "docs/pairs/backup-mx.md": () => [
        ...argumentsOf("components/backup-mx/args.ts", "BackupMxPairArgs"),
        ...argumentsOf("components/backup-mx/args.ts", "BackupMxMemberArgs").filter(hostName),
        ...argumentsOf("components/backup-mx/args.ts", "BackupMxMemberArgs").filter(
            ({ name }) => name === "queueVolume",
        ),
        ...argumentsOf("components/backup-mx/args.ts", "QueueVolumeArgs", "queueVolume."),
        ...argumentsOf("components/backup-mx/args.ts", "UnmanagedArgs", "unmanaged."),
        ...argumentsOf("components/preflight/args.ts", "PreflightArgs", "preflight."),
        ...argumentsOf("components/identity/args.ts", "MailIdentityArgs", "identity."),
        ...argumentsOf("components/recipients/args.ts", "RecipientsFromArgs", "recipientsFrom."),
        ...argumentsOf("components/recipients/args.ts", "RecipientSqlArgs", "recipientsFrom.sql."),
        ...hostArguments(),
    ],
    "docs/pairs/postgres.md": () => [
        ...argumentsOf("components/database/args.ts", "DatabasePairArgs"),
        ...argumentsOf("components/postgres/args.ts", "PostgresPairArgs"),
        ...argumentsOf("components/roles/args.ts", "RoleMemberArgs").filter(hostName),
        ...hostArguments(),
    ],
    "docs/pairs/cyrus.md": () => [
        ...argumentsOf("components/cyrus/args.ts", "CyrusPairArgs"),
        ...argumentsOf("components/cyrus/args.ts", "CyrusHostArgs", "hosts[]."),
        ...argumentsOf("components/cyrus/instance-args.ts", "CyrusInstanceArgs", "instances[]."),
        ...argumentsOf("components/cyrus/instance-args.ts", "CyrusUserArgs", "instances[].users[]."),
        ...argumentsOf("components/cyrus/instance-args.ts", "CyrusDirectoryArgs", "instances[].directory."),
        ...argumentsOf("components/roles/args.ts", "RoleMemberArgs").filter(hostName),
        ...hostArguments(),
    ],
    "docs/pairs/mysql.md": () => [
        ...argumentsOf("components/database/args.ts", "DatabasePairArgs"),
        ...argumentsOf("components/mysql/args.ts", "MySqlPairArgs"),
        ...argumentsOf("components/database/backup/args.ts", "DatabaseBackupArgs", "backup."),
        ...argumentsOf("components/mysql/backup/args.ts", "MySqlBackupArgs", "backup."),
        ...argumentsOf("components/database/backup/args.ts", "BackupS3Args", "backup.s3."),
        ...argumentsOf("components/roles/args.ts", "RoleMemberArgs").filter(hostName),
        ...argumentsOf("components/roles/args.ts", "ReplicaArgs", "replicas[].").filter(({ name }) => {
            return name.endsWith("name") || name.endsWith("promotable");
        }),
        ...hostArguments(),
    ],
};

/** The program of `stacks/` that each page explains. */
const pairPrograms = {
    "docs/pairs/active-active.md": ["stacks/active-active.ts"],
    "docs/pairs/backup-mx.md": ["stacks/backup-mx.ts"],
    "docs/pairs/cyrus.md": ["stacks/cyrus.ts"],
    "docs/pairs/mail-site.md": ["stacks/mail-site.ts"],
    "docs/pairs/mysql.md": ["stacks/mysql.ts", "stacks/database.ts"],
    "docs/pairs/postgres.md": ["stacks/postgres.ts", "stacks/database.ts"],
};
const SETTING = /(?:config\.(?:get|require)\w*(?:<[^(]*>)?|list|listOf|member)\((?:config, )?"(\w+)"\)/g;
const ROLES_PAGE = "docs/runbooks/roles.md";

describe("The documentation", () => {
    for (const page of pages) {
        it(`${page}: every link leads somewhere`, () => {
            for (const link of linksOf(page)) {
                const [file, heading] = link.split("#");
                const target = file === "" ? page : path.join(path.dirname(page), file);
                assert.ok(fs.existsSync(path.join(root, target)), `${page}: ${link}: there is no ${target}`);
                if (heading === undefined) continue;
                assert.ok(anchorsOf(target).includes(heading), `${page}: ${link}: ${target} has no such heading`);
            }
        });
    }

    it("has programs that compile against the package", function () {
        this.timeout(120_000);
        const withPrograms = pages.filter((page) => page === "README.md" || page.startsWith("docs/pairs/"));
        const programs = new Map<string, string>();
        for (const page of withPrograms) {
            blocks(page, "ts").forEach((code, index) => {
                programs.set(path.join(root, `${path.basename(page)}-${index + 1}.ts`), code);
            });
        }
        assert.ok(programs.size >= 2, "the README and the pair's page show no program");
        assert.deepEqual(typeErrors(programs), []);
    });

    it("names only commands that there are", () => {
        const scripts = Object.keys(JSON.parse(read("package.json")).scripts);
        const folders = filesIn("components").map((folder) => `${folder}/files/usr/local/lib/standby/verbs`);
        const words = folders.flatMap((folder) => {
            return fs.existsSync(path.join(root, folder)) ? fs.readdirSync(path.join(root, folder)) : [];
        });
        for (const page of pages) {
            const text = read(page);
            const used = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, word]) => word);
            for (const script of used(/npm run (?:-s )?([a-z][a-z:]*)/g)) {
                assert.ok(scripts.includes(script), `${page}: there is no npm run ${script}`);
            }
            for (const verb of used(/npm run (?:-s )?lab -- (?:--name \w+ )?([a-z]+)/g)) {
                assert.ok([...Object.keys(verbs), "help"].includes(verb), `${page}: the lab has no verb ${verb}`);
            }
            // In code only: as `standby status` or as a command of a block.
            for (const verb of used(/(?:`|root@[\w.]+ )standby ([a-z]+)/g)) {
                assert.ok([...words, "help"].includes(verb), `${page}: there is no standby ${verb}`);
            }
        }
    });

    for (const [page, args] of Object.entries(pairArguments)) {
        it(`${page} explains every argument, with its default`, () => {
            const table = rows(page, "argument");
            for (const { name, standard } of args()) {
                const row = table.get(name);
                assert.ok(row, `${page} has no row for ${name}`);
                assert.ok(row.includes(standard ?? "required"), `${name}: the page must give its default, ${standard}`);
            }
        });
    }

    for (const [page, programs] of Object.entries(pairPrograms)) {
        it(`${page} explains every setting that its stack reads, with its default`, () => {
            const config = read("Pulumi.yaml").split("\nconfig:\n")[1];
            const table = rows(page, "config key");
            const settings = new Map(
                [...config.matchAll(/^ {2}(\w+):\n((?: {4}.*\n?)*)/gm)].map(([, name, body]) => [name, body] as const),
            );
            const keys = [...programs.map(read).join("\n").matchAll(SETTING)].map(([, name]) => name);
            assert.ok(keys.length > 10, `${keys.length} settings found in ${programs}`);
            for (const name of ["topology", ...keys]) {
                const row = table.get(name);
                assert.ok(row, `${page} has no row for the setting ${name}`);
                const standard = /^ {4}default: (\w.*)$/m.exec(settings.get(name) ?? "")?.[1];
                if (standard !== undefined)
                    assert.ok(row.includes(standard), `${name}: the page must give ${standard}`);
            }
        });
    }

    it("explains every refusal of the roles in the runbook, and which of them can be overridden", () => {
        const table = rows(ROLES_PAGE, "code");
        const library = "files/usr/local/lib/standby";
        const ofRoles = ["role", "verbs"].flatMap((one) => filesIn(`components/roles/${library}/${one}`));
        const ofEngines = ["mysql", "postgres"].map((one) => `components/${one}/${library}/engine-seed`);
        const ofCyrus = filesIn(`components/cyrus/${library}`).filter((file) =>
            path.basename(file).startsWith("engine"),
        );
        const scripts = [...ofRoles, ...ofEngines, ...ofCyrus].map(read);
        const codes = scripts.flatMap((text) => [
            ...text.matchAll(/\brefuse(?:_unless_overridden)? ([a-z]+-?[a-z-]+)/g),
        ]);
        const found = [...new Set(codes.map(([, code]) => code))].sort();
        assert.ok(found.length > 20, `${found.length} codes found`);
        assert.deepEqual([...table.keys()].sort(), found);
        for (const [code, row] of table) {
            const can = (OVERRIDABLE as readonly string[]).includes(code);
            assert.equal(/\| yes\b/.test(row), can, `${code}: the page must say whether it can be overridden`);
        }
    });

    it("has decisions that are short, numbered without gaps, and listed in the index", () => {
        const files = fs.readdirSync(path.join(root, "docs/decisions")).sort();
        files.forEach((file, index) => {
            assert.match(file, /^\d{4}-[a-z0-9-]+\.md$/);
            assert.equal(Number(file.slice(0, 4)), index + 1, `${file}: decisions are numbered without gaps`);
            const lines = read(`docs/decisions/${file}`).trimEnd().split("\n");
            assert.ok(lines.length <= 40, `${file} has ${lines.length} lines, 40 are allowed`);
            for (const part of ["## Context", "## Choice", "## Cost"])
                assert.ok(lines.includes(part), `${file}: ${part}`);
            assert.ok(read("docs/index.md").includes(`decisions/${file}`), `docs/index.md does not list ${file}`);
        });
    });
});
