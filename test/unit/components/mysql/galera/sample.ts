import type { MySqlPairArgs, MySqlSettings } from "../../../../../components/mysql/args";
import type { GaleraPlan } from "../../../../../components/mysql/galera/plan";
import type { RoleMember } from "../../../../../components/roles/role-part";

export const members: RoleMember[] = ["a", "b"].map((key, index) => ({
    key,
    hostName: `db${index + 1}.example.com`,
    address: `192.0.2.${index + 1}`,
    hostKey: "ssh-ed25519 AAAAhost",
    peerKey: "ssh-ed25519 AAAApeer",
    promotable: true,
}));

export const plan: GaleraPlan = {
    pair: "db",
    settings: { linkPort: 2345, binlogKeepDays: 7, mariadbSettings: {} } as unknown as MySqlSettings,
    galera: {},
    member: "b",
    members,
    witness: { address: "198.51.100.9", hostKey: "ssh-ed25519 AAAAwitness" },
    privateKey: "PRIVATE",
    sshPort: 22,
    ownFirewall: true,
    clientsFrom: ["203.0.113.0/24"],
};

export function args(more: Partial<MySqlPairArgs>): MySqlPairArgs {
    const linode = { region: "eu-central" };
    return {
        zone: "example.com",
        a: { hostName: "db1.example.com", linode },
        b: { hostName: "db2.example.com", linode },
        witness: { hostName: "witness.example.com", linode },
        engine: "galera",
        endpoint: "haproxy",
        ...more,
    };
}
