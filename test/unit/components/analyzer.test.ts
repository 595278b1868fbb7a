import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { ComponentProvider } from "@pulumi/pulumi/provider/experimental/provider";
import * as ts from "typescript";
import * as library from "../../../index";

/** The part of Pulumi's package schema that these tests look at. */
interface Property {
    readonly type?: string;
    readonly $ref?: string;
    readonly items?: Property;
    readonly additionalProperties?: Property;
    readonly description?: string;
}
interface Schema {
    readonly resources: Record<
        string,
        { inputProperties: Record<string, Property>; requiredInputs: string[]; properties: Record<string, Property> }
    >;
    readonly types: Record<
        string,
        { properties?: Record<string, Property>; required?: string[]; enum?: { value: string }[] }
    >;
}

const PREFIX = "standby:index:";

/** Short form of a property: "string", "string[]", "{string}", "LinodeArgs". */
function shape({ type, $ref, items, additionalProperties }: Property): string {
    if ($ref) return $ref.replace(`#/types/${PREFIX}`, "");
    if (items) return `${shape(items)}[]`;
    return additionalProperties ? `{${shape(additionalProperties)}}` : type!;
}

function shapes(properties: Record<string, Property>): Record<string, string> {
    return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, shape(property)]));
}

/** Members of an interface as its source file spells them, an optional one with "?". */
function membersOf(file: string, name: string): string[] {
    const source = ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
    const found = source.statements.filter(ts.isInterfaceDeclaration).find((one) => one.name.text === name);
    assert.ok(found, `${file} has no interface ${name}`);
    return found.members.map((member) => member.name!.getText() + (member.questionToken ? "?" : "")).sort();
}

function schemaMembers(properties: Record<string, Property>, required: string[]): string[] {
    return Object.keys(properties)
        .map((name) => (required.includes(name) ? name : `${name}?`))
        .sort();
}

describe("Pulumi's component analyzer, which serves other languages", function () {
    // It compiles the whole package.
    this.timeout(120_000);
    let schema: Schema;

    before(async () => {
        const { ActiveActivePair, BackupMxPair, CyrusPair, MySqlPair, PostgresPair } = library;
        const components = [ActiveActivePair, BackupMxPair, CyrusPair, MySqlPair, PostgresPair];
        const provider = new ComponentProvider({ name: "standby", components, dirname: process.cwd() });
        schema = JSON.parse(await provider.getSchema());
    });

    it("finds every component that the library exports, under the token that stands in states", () => {
        const exported = Object.entries(library).filter(([, value]) => {
            return typeof value === "function" && value.prototype instanceof pulumi.ComponentResource;
        });
        assert.deepEqual(
            Object.keys(schema.resources),
            exported.map(([name]) => PREFIX + name),
        );
    });

    it("serves the arguments of BackupMxPair with these types", () => {
        assert.deepEqual(shapes(schema.resources[`${PREFIX}BackupMxPair`].inputProperties), {
            ...{ recipients: "string[]", recipientsFrom: "RecipientsFromArgs", verifyRecipients: "boolean" },
            ...{ metricsFrom: "string[]", canaryEverySeconds: "number", ipv6: "boolean" },
            ...{ identity: "MailIdentityArgs", preflight: "PreflightArgs", mailboxes: "MailboxesArgs" },
            ...{ zone: "string", domains: "string[]", certificate: "CertificateArgs", zoneService: "ZoneService" },
            ...{ a: "BackupMxMemberArgs", b: "BackupMxMemberArgs" },
            ...{ primaryPreference: "number", backupPreference: "number" },
            ...{ addressTtlSeconds: "number", mxTtlSeconds: "number" },
            ...{ queueLifetimeDays: "number", fastFlushRefreshSeconds: "number", messageSizeLimitBytes: "number" },
            policy: "MailPolicyArgs",
            postfixSettings: "{string}",
            permitMxBackupNetworks: "string[]",
            trustedUsers: "string[]",
            adminKeys: "string[]",
            sshFrom: "string[]",
            deployKeyGeneration: "number",
            release: "Member",
            destroyable: "boolean",
        });
    });

    it("serves the arguments of MySqlPair with these types", () => {
        assert.deepEqual(shapes(schema.resources[`${PREFIX}MySqlPair`].inputProperties), {
            ...{ zone: "string", a: "RoleMemberArgs", b: "RoleMemberArgs", witness: "WitnessArgs" },
            ...{ engine: "MySqlEngine", galera: "GaleraArgs" },
            ...{ replicas: "ReplicaArgs[]", primary: "Member", lost: "Member", lostConfirmed: "string" },
            ...{ rejoin: "Member", override: "string[]", binlogFormat: "BinlogFormat" },
            ...{ durability: "MySqlDurability", degradeAfterSeconds: "number", selfFenceSeconds: "number" },
            ...{ maxLagSeconds: "number", link: "DatabaseLink", linkPort: "number", tunnelUser: "string" },
            ...{ wireguardPort: "number", wireguardNetwork: "string" },
            ...{ tunnelPort: "number", clientsFrom: "string[]", endpoint: "DatabaseEndpoint", endpointName: "string" },
            ...{ endpointTtlSeconds: "number", metricsFrom: "string[]", binlogKeepDays: "number" },
            ...{
                backup: "MySqlBackupArgs",
                mariadbSettings: "{string}",
                addressTtlSeconds: "number",
                adminKeys: "string[]",
            },
            ...{ sshFrom: "string[]", deployKeyGeneration: "number", passwordGeneration: "number" },
            ...{ release: "ReleasedHost", destroyable: "boolean" },
        });
    });

    it("serves the arguments of PostgresPair with these types", () => {
        assert.deepEqual(shapes(schema.resources[`${PREFIX}PostgresPair`].inputProperties), {
            ...{ zone: "string", a: "RoleMemberArgs", b: "RoleMemberArgs", witness: "WitnessArgs" },
            ...{ engine: "PostgresEngine", mode: "PostgresMode", durability: "PostgresDurability" },
            ...{ primary: "Member", lost: "Member", lostConfirmed: "string", rejoin: "Member", override: "string[]" },
            ...{
                archiveTimeoutSeconds: "number",
                walKeepMiB: "number",
                postgresSettings: "{string}",
                backup: "DatabaseBackupArgs",
                metricsFrom: "string[]",
            },
            ...{ degradeAfterSeconds: "number", selfFenceSeconds: "number", maxLagSeconds: "number" },
            ...{ link: "DatabaseLink", linkPort: "number", tunnelUser: "string", tunnelPort: "number" },
            ...{ wireguardPort: "number", wireguardNetwork: "string" },
            ...{ clientsFrom: "string[]", endpoint: "DatabaseEndpoint", endpointName: "string" },
            ...{ endpointTtlSeconds: "number", addressTtlSeconds: "number", adminKeys: "string[]" },
            ...{ sshFrom: "string[]", deployKeyGeneration: "number", passwordGeneration: "number" },
            ...{ release: "ReleasedHost", destroyable: "boolean" },
        });
    });

    it("serves the arguments of CyrusPair with these types", () => {
        assert.deepEqual(shapes(schema.resources[`${PREFIX}CyrusPair`].inputProperties), {
            ...{ zone: "string", a: "RoleMemberArgs", b: "RoleMemberArgs", hosts: "CyrusHostArgs[]" },
            ...{ witness: "WitnessArgs", instances: "CyrusInstanceArgs[]", zoneService: "ZoneService" },
            ...{ primary: "string", lost: "string", lostConfirmed: "string", rejoin: "string", override: "string[]" },
            ...{ link: "CyrusLink", tunnelPort: "number", wireguardPort: "number", wireguardNetwork: "string" },
            ...{ linkPort: "number", endpoint: "CyrusEndpoint", endpointTtlSeconds: "number" },
            ...{ addressTtlSeconds: "number", mx: "boolean", behindMx: "boolean", mxTtlSeconds: "number" },
            ...{ selfFenceSeconds: "number", maxLagSeconds: "number" },
            ...{ clientsFrom: "string[]", metricsFrom: "string[]", adminKeys: "string[]", sshFrom: "string[]" },
            ...{ deployKeyGeneration: "number", passwordGeneration: "number", murder: "CyrusMurderArgs" },
            ...{ release: "string", destroyable: "boolean" },
        });
        assert.deepEqual(shapes(schema.types[`${PREFIX}CyrusInstanceArgs`].properties!), {
            ...{ name: "string", members: "string[]", primary: "string", domains: "string[]" },
            ...{ users: "CyrusUserArgs[]", directory: "CyrusDirectoryArgs", durability: "CyrusDurability" },
            ...{ serviceName: "string", floatingAddress: "string", partitions: "string[]", metaFolder: "string" },
            ...{ archiveFolder: "string", archiveAfterDays: "number", imapdSettings: "{string}" },
        });
    });

    it("drops no argument and makes none of them required or optional by itself", () => {
        const folders = ["backup-mx", "cyrus", "mysql", "roles", "database/backup", "database", "postgres"];
        const files = folders.map((folder) => `components/${folder}/args.ts`);
        const [mx, cyrus, mysql, roles, backup, database, postgres] = files;
        const ofInstances = "components/cyrus/instance-args.ts";
        const within = (one: string) => [one.split("/")[1], `components/${one.split("/")[0]}/args.ts`];
        for (const [pair, members] of [
            ["BackupMxPair", membersOf(mx, "BackupMxPairArgs")],
            ["CyrusPair", membersOf(cyrus, "CyrusPairArgs")],
            ["MySqlPair", [...membersOf(mysql, "MySqlPairArgs"), ...membersOf(database, "DatabasePairArgs")]],
            ["PostgresPair", [...membersOf(postgres, "PostgresPairArgs"), ...membersOf(database, "DatabasePairArgs")]],
        ] as const) {
            const { inputProperties, requiredInputs } = schema.resources[PREFIX + pair];
            assert.deepEqual(schemaMembers(inputProperties, requiredInputs), [...members].sort());
        }
        for (const [name, where] of [
            ...["backup-mx/BackupMxMemberArgs", "backup-mx/UnmanagedArgs"].map(within),
            ...["identity/MailIdentityArgs", "preflight/PreflightArgs", "mta-sts/MtaStsArgs"].map(within),
            ...["acme/AcmeArgs", "acme/CertificateArgs"].map(within),
            ...["recipients/RecipientsFromArgs", "recipients/RecipientSqlArgs"].map(within),
            ["CyrusHostArgs", cyrus],
            ...["CyrusDirectoryArgs", "CyrusInstanceArgs", "CyrusUserArgs"].map((one) => [one, ofInstances]),
            ["RoleMemberArgs", roles],
            ["ReplicaArgs", roles],
            ["WitnessArgs", roles],
            ["GaleraArgs", "components/mysql/galera/args.ts"],
            ["BackupS3Args", backup],
            ["LinodeArgs", "components/host/linode-host.ts"],
            ["LinodeVlanArgs", "components/host/vlan.ts"],
            ["ExistingArgs", "components/host/existing-host.ts"],
        ]) {
            const { properties, required } = schema.types[PREFIX + name];
            assert.deepEqual(schemaMembers(properties!, required!), membersOf(where, name));
        }
        const ofMySql = schema.types[`${PREFIX}MySqlBackupArgs`];
        const expected = [...membersOf(backup, "DatabaseBackupArgs"), "binlogEverySeconds?"];
        assert.deepEqual(schemaMembers(ofMySql.properties!, ofMySql.required!), expected.sort());
    });

    for (const [name, values] of Object.entries({
        Member: ["a", "b"],
        BinlogFormat: ["MIXED", "STATEMENT", "ROW"],
        MySqlDurability: ["async", "semisync"],
        PostgresMode: ["ship", "stream", "sync"],
        PostgresDurability: ["required", "preferred"],
        PostgresEngine: ["postgres", "patroni"],
        DatabaseLink: ["tls", "ssh-tunnel", "wireguard"],
        ReleasedHost: ["a", "b", "witness"],
        MySqlEngine: ["mariadb", "galera"],
        DatabaseEndpoint: ["dns", "haproxy", "multihost"],
        CyrusDurability: ["rolling", "rightnow"],
        CyrusLink: ["stunnel", "wireguard"],
        CyrusEndpoint: ["dns", "proxy"],
        CyrusSqlEngine: ["mysql", "pgsql"],
        DmarcPolicy: ["none", "quarantine", "reject"],
        RecipientSource: ["passwd", "postfix", "cyrus", "dovecot", "sql"],
        RecipientSqlEngine: ["mysql", "postgres"],
    })) {
        it(`serves ${name} as an enumeration`, () => {
            // In the compiler's order, which is that in which it first saw each word.
            const served = schema.types[PREFIX + name].enum?.map(({ value }) => value);
            assert.deepEqual(served?.sort(), [...values].sort());
        });
    }

    it("serves the outputs that are meant for users and nothing internal", () => {
        assert.deepEqual(shapes(schema.resources[`${PREFIX}BackupMxPair`].properties), {
            topology: "BackupMxTopology",
            primaryAddress: "string",
            backupAddress: "string",
            flushCommand: "string",
            statusCommand: "string",
            ...{ deployPrivateKey: "string", recipientsSetup: "string", caCertificate: "string" },
        });
        assert.deepEqual(shapes(schema.resources[`${PREFIX}CyrusPair`].properties), {
            ...{ topology: "CyrusTopology", primaryAddress: "string", standbyAddress: "string" },
            ...{
                roleAtLastUp: "{string}",
                epoch: "{number}",
                ...{ lossBound: "{string}", mailboxes: "MailboxesArgs" },
                endpoints: "{CyrusEndpointTopology}",
            },
            ...{ caCertificate: "string", statusCommand: "string", deployPrivateKey: "string" },
        });
        assert.deepEqual(shapes(schema.resources[`${PREFIX}MySqlPair`].properties), {
            ...{ topology: "MySqlTopology", primaryAddress: "string", standbyAddress: "string" },
            ...{ roleAtLastUp: "string", epoch: "number", lossBound: "string", endpoint: "EndpointTopology" },
            ...{ caCertificate: "string", statusCommand: "string", deployPrivateKey: "string" },
        });
        assert.deepEqual(shapes(schema.resources[`${PREFIX}PostgresPair`].properties), {
            ...{ topology: "PostgresTopology", primaryAddress: "string", standbyAddress: "string" },
            ...{ roleAtLastUp: "string", epoch: "number", lossBound: "string", endpoint: "PostgresEndpointTopology" },
            ...{ caCertificate: "string", statusCommand: "string", deployPrivateKey: "string" },
        });
        assert.deepEqual(
            Object.keys(schema.types).filter((name) => /Settings|(?<!Released)Host$|Pair$/.test(name)),
            [],
        );
    });

    it("has a description for every argument", () => {
        const pairs = Object.entries(schema.resources).map(([token, { inputProperties }]) => {
            return [token.slice(PREFIX.length), inputProperties] as const;
        });
        const types = Object.entries(schema.types).map(([name, { properties }]) => [name, properties ?? {}] as const);
        for (const [type, properties] of [...pairs, ...types.filter(([name]) => name.endsWith("Args"))]) {
            for (const [name, { description }] of Object.entries(properties)) assert.ok(description, `${type}.${name}`);
        }
    });
});
