import assert from "node:assert/strict";
import { MySqlPair } from "../../../../components/mysql/mysql-pair";
import { MySqlPairArgs } from "../../../../components/mysql/args";
import { plainSettings } from "../../../../components/mysql/settings";
import { shapeProblems } from "../../../../components/mysql/shape";
import { settingsProblems } from "../../../../components/mysql/validate";
import { refusalMessage, refusedBy, sampleExisting } from "../../../helpers/pair";
import { existing, Refusal, refuseEach, sampleArgs } from "./sample";

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

const NAMES: Refusal[] = [
    {
        refuses: "a zone in upper case, and tells nothing of the names in it",
        change: { zone: "Example.com" },
        problems: ['zone: "Example.com" has upper-case letters: write "example.com"'],
    },
    {
        refuses: "a member outside of the zone",
        change: { b: { ...sampleArgs().b, hostName: "db2.example.net" } },
        problems: ['b.hostName: "db2.example.net" is not in the zone "example.com"'],
    },
    {
        refuses: "one name for a member and the witness",
        change: { witness: { ...sampleArgs().witness, hostName: "db1.example.com" } },
        problems: ['witness.hostName: "db1.example.com" is the name of a too: each needs a host of its own'],
    },
    {
        refuses: "one address for two hosts",
        change: { ...existing, witness: { hostName: "w.example.com", existing: sampleExisting("198.51.100.25") } },
        problems: ['witness.existing.address: "198.51.100.25" is the address of a too: each needs a host of its own'],
    },
    {
        refuses: "a host name in the place of an address",
        change: { ...existing, a: { hostName: "db1.example.com", existing: sampleExisting("db1.example.com") } },
        problems: ['a.existing.address: "db1.example.com" is not an IPv4 address, like "203.0.113.25"'],
    },
    {
        refuses: "the name of a member for the endpoint, which moves",
        change: { endpointName: "db2.example.com" },
        problems: ['endpointName: "db2.example.com" is the name of b: it must be free to move'],
    },
    {
        refuses: "an endpoint outside of the zone",
        change: { endpointName: "db.example.net" },
        problems: ['endpointName: "db.example.net" is not in the zone "example.com"'],
    },
];

const NUMBERS: Refusal[] = [
    range("degradeAfterSeconds", 1, "2 to 3600 seconds"),
    range("selfFenceSeconds", 14, "15 to 3600 seconds"),
    range("maxLagSeconds", 0, "1 to 86400 seconds"),
    range("addressTtlSeconds", 59, "60 to 86400 seconds"),
    range("endpointTtlSeconds", 86401, "60 to 86400 seconds"),
    range("binlogKeepDays", 100, "1 to 99 days"),
    range("linkPort", 22, "1024 to 65535"),
    range("tunnelPort", 65536, "1024 to 65535"),
    range("binlogKeepDays", 1.5, "1 to 99 days"),
    unknown("binlogFormat", '"MIXED", "STATEMENT", "ROW"'),
    unknown("durability", '"async", "semisync"'),
    unknown("link", '"tls", "ssh-tunnel", "wireguard"'),
];

const OTHERS: Refusal[] = [
    {
        refuses: "MariaDB's own port for the link",
        change: { linkPort: 3306 },
        problems: ["linkPort: 3306 is MariaDB's own port: choose another one"],
    },
    {
        refuses: "a VLAN without a good name or address",
        change: {
            b: { ...sampleArgs().b, linode: { region: "nl-ams", vlan: { label: "db_net", address: "10.1.2.3" } } },
        },
        problems: [
            'b.linode.vlan.label: "db_net" cannot name a VLAN: 1 to 64 letters, digits and hyphens',
            'b.linode.vlan.address: "10.1.2.3" is not a private IPv4 address with the length of its network, 8 to 30, ' +
                'like "10.77.0.11/24"',
        ],
    },
    {
        refuses: "root as the account of the tunnel",
        change: { tunnelUser: "root" },
        problems: [
            'tunnelUser: "root" cannot be an account of its own: lower-case letters, digits, "_" and "-", not root',
        ],
    },
    {
        refuses: "a setting of two lines",
        change: { mariadbSettings: { sql_mode: "ANSI\nread_only = OFF" } },
        problems: ['mariadbSettings.sql_mode: "ANSI\\nread_only = OFF" must be one line'],
    },
    {
        refuses: "a section in the place of a setting",
        change: { mariadbSettings: { "[client]": "x" } },
        problems: ["mariadbSettings.[client]: is not a name of a MariaDB setting"],
    },
    {
        refuses: "a private key in the place of a public one",
        change: { adminKeys: ["-----BEGIN OPENSSH PRIVATE KEY-----"] },
        problems: [
            'adminKeys[0]: "-----BEGIN OPENSSH PRIVATE KEY-----" is not an SSH public key: ' +
                "write the one line of a .pub file",
        ],
    },
];

describe("MySqlPair, the values that it refuses", () => {
    refuseEach([...NAMES, ...NUMBERS, ...OTHERS]);

    const own = [
        ...["read_only", "read-only", "event_scheduler", "server-id", "bind_address", "log_bin", "sync_binlog"],
        ...["gtid_strict_mode", "gtid_domain_id", "log_slave_updates", "skip_slave_start", "init_rpl_role"],
        ...["innodb_flush_log_at_trx_commit", "ssl_crl", "ssl_key", "binlog_format", "skip_networking", "relay_log"],
        ...["rpl_semi_sync_master_timeout", "rpl-semi-sync-slave-enabled", "slave_net_timeout"],
    ];
    for (const name of own) {
        it(`refuses the setting ${name}, which would lose data or make a second primary`, () => {
            const message = refusedBy(() => new MySqlPair("db", sampleArgs({ mariadbSettings: { [name]: "1" } })));
            assert.equal(message, refusalMessage(`MySqlPair "db"`, [`mariadbSettings.${name}: ${OWN}`]));
        });
    }

    it("tells all problems in one error", () => {
        const args = sampleArgs({ binlogKeepDays: 0, primary: "c" as "a", mariadbSettings: { read_only: "OFF" } });
        assert.match(
            refusedBy(() => new MySqlPair("db", args)),
            /is refused, 3 problems:\n( {2}- .+\n?){3}$/,
        );
    });
});

describe("MySqlPair, what it accepts", () => {
    const accepted: [string, Partial<MySqlPairArgs>][] = [
        ["the sample", {}],
        ["three existing hosts", existing],
        ["the least of all numbers", { degradeAfterSeconds: 2, selfFenceSeconds: 15, maxLagSeconds: 1 }],
        ["the shortest times", { endpointTtlSeconds: 60, addressTtlSeconds: 60, binlogKeepDays: 1 }],
        [
            "WireGuard, with a port and a network",
            { link: "wireguard", wireguardPort: 4000, wireguardNetwork: "10.1.2.0/24" },
        ],
        ["every value of the choices", { link: "ssh-tunnel", durability: "async", endpoint: "haproxy" }],
        ["more settings of MariaDB", { mariadbSettings: { "innodb-buffer-pool-size": "1G", max_connections: "500" } }],
        [
            "networks of both families",
            { clientsFrom: ["192.0.2.0/24", "2001:db8::/32"], metricsFrom: ["192.0.2.7/32"] },
        ],
        ["a failover of a Linode", { primary: "b", lost: "a" }],
        ["a rejoin", { primary: "b", rejoin: "a" }],
        ["later generations", { deployKeyGeneration: 2, passwordGeneration: 3 }],
    ];
    for (const [what, change] of accepted) {
        it(`accepts ${what}`, () => {
            const args = sampleArgs(change);
            assert.deepEqual([...shapeProblems("db", args), ...settingsProblems(plainSettings(args)!)], []);
        });
    }
});
