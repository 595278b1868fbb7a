import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { PostgresPairArgs } from "../../../../components/postgres/args";
import { plainSettings } from "../../../../components/postgres/settings";
import { shapeProblems } from "../../../../components/postgres/shape";
import { settingsProblems } from "../../../../components/postgres/validate";
import { shipped } from "../../../../components/ops/host-file";
import { refusalMessage } from "../../../helpers/pair";
import { build, existing, Refusal, refuseEach, sampleArgs, sampleSettings } from "./sample";

const OWN = "is set by the pair itself: use the pair's own argument, or leave it";
const range = (property: string, value: unknown, ends: string): Refusal => ({
    refuses: `${property} of ${value}`,
    change: { [property]: value },
    problems: [`${property}: ${value} is out of range: a whole number from ${ends}`],
});
const unknown = (property: string, known: string): Refusal => ({
    refuses: `a ${property} that it does not know`,
    change: { [property]: "none" },
    problems: [`${property}: "none" is not known: ${known}`],
});

const MODES: Refusal[] = [
    unknown("mode", '"ship", "stream", "sync"'),
    unknown("durability", '"required", "preferred"'),
    unknown("engine", '"postgres", "patroni"'),
    unknown("link", '"tls", "ssh-tunnel", "wireguard"'),
    unknown("endpoint", '"dns", "haproxy", "multihost"'),
    ...(["ship", "stream"] as const).map((mode): Refusal => ({
        refuses: `durability where mode ${mode} has no commit wait`,
        change: { mode, durability: "required" },
        problems: [
            `durability: is of mode "sync", where commits wait for the standby: with mode "${mode}" take it out`,
        ],
    })),
    {
        refuses: "Patroni behind a name that only an up moves",
        change: { engine: "patroni" },
        problems: [
            'endpoint: must be "haproxy" or "multihost": with engine "patroni" the primary moves without an `up`',
        ],
    },
    {
        refuses: "Patroni where rows could be lost",
        change: { engine: "patroni", endpoint: "haproxy", mode: "stream" },
        problems: ['mode: must be "sync", or be left out: else a failover without you would lose rows'],
    },
    {
        refuses: "a lost member where the quorum decides",
        change: { engine: "patroni", endpoint: "multihost", lost: "b" },
        problems: ["lost: is decided by the quorum, without you: take it out"],
    },
];

const NUMBERS: Refusal[] = [
    range("archiveTimeoutSeconds", 4, "5 to 3600 seconds"),
    range("walKeepMiB", 255, "256 to 1048576 MiB"),
    range("walKeepMiB", -1, "256 to 1048576 MiB"),
    range("degradeAfterSeconds", 1, "2 to 3600 seconds"),
    range("selfFenceSeconds", 14, "15 to 3600 seconds"),
    range("tunnelPort", 65536, "1024 to 65535"),
];

const OTHERS: Refusal[] = [
    {
        refuses: "PostgreSQL's own port for the tunnel",
        change: { tunnelPort: 5432 },
        problems: ["tunnelPort: 5432 is PostgreSQL's own port: choose another one"],
    },
    {
        refuses: "a setting of two lines",
        change: { postgresSettings: { search_path: "public\nfsync = off" } },
        problems: ['postgresSettings.search_path: "public\\nfsync = off" must be one line'],
    },
    {
        refuses: "what is no name in the place of a setting",
        change: { postgresSettings: { "work-mem": "4MB" } },
        problems: ["postgresSettings.work-mem: is not a name of a PostgreSQL setting"],
    },
    {
        refuses: "a lost member that is to be the primary",
        change: { lost: "a" },
        problems: ['lost: "a" is to be the primary, and cannot be lost: set primary to "b"'],
    },
];

describe("PostgresPair, the values that it refuses", () => {
    refuseEach([...MODES, ...NUMBERS, ...OTHERS]);

    const conf = ["90-standby.conf", "91-standby.conf"].map((name) => {
        return shipped("postgres", `/etc/postgresql/15/main/conf.d/${name}.tmpl`);
    });
    const written = [...conf.join("\n").matchAll(/^([a-z_]+) ?=/gm)].map(([, name]) => name);
    const others = [
        ...["port", "data_directory", "hba_file", "ident_file", "include", "include_dir", "unix_socket_directories"],
        ...["primary_conninfo", "primary_slot_name", "synchronous_standby_names", "promote_trigger_file", "SSL"],
        ...["recovery_target_lsn", "recovery_min_apply_delay", "archive_library", "Wal_Level"],
    ];
    assert.ok(written.length > 25, `${written.length} settings are written`);
    for (const name of [...new Set([...written, ...others])]) {
        it(`refuses the setting ${name}, which would lose data or make a second primary`, () => {
            const settings = sampleSettings({ postgresSettings: { [name]: "1" } });
            const reasons = settingsProblems(settings).map(({ property, reason }) => `${property}: ${reason}`);
            assert.deepEqual(reasons, [`postgresSettings.${name}: ${OWN}`]);
        });
    }

    it("refuses a value that is known late before a host is made", async () => {
        const { errors, resources } = await build({ walKeepMiB: pulumi.output(1) });
        const problem = "walKeepMiB: 1 is out of range: a whole number from 256 to 1048576 MiB";
        assert.deepEqual(errors, [refusalMessage(`PostgresPair "pg"`, [problem])]);
        assert.equal(
            resources.some(({ type }) => type.includes("Instance")),
            false,
        );
    });
});

describe("PostgresPair, what it accepts", () => {
    const accepted: [string, Partial<PostgresPairArgs>][] = [
        ["the sample", {}],
        ["three existing hosts", existing],
        ["commits that wait for ever", { mode: "sync", durability: "required" }],
        ["files alone", { mode: "ship", archiveTimeoutSeconds: 5, walKeepMiB: 256 }],
        ["a stream by a tunnel and proxies", { mode: "stream", link: "ssh-tunnel", endpoint: "haproxy" }],
        ["settings", { postgresSettings: { max_connections: "200", TimeZone: "UTC", "pg_stat_statements.max": "9" } }],
        ["a failover of a Linode", { primary: "b", lost: "a" }],
    ];
    for (const [what, change] of accepted) {
        it(`accepts ${what}`, () => {
            const args = sampleArgs(change);
            assert.deepEqual([...shapeProblems("pg", args), ...settingsProblems(plainSettings(args)!)], []);
        });
    }
});
