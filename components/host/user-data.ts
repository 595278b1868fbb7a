import { SshKey } from "./identity";

/** What a new machine must know before anybody can log in. */
export interface UserData {
    readonly hostName: string;
    readonly hostKey: SshKey;
    readonly authorizedKeys: readonly string[];
}

/**
 * The cloud-init document of a host, in base64 as the Linode API takes it: its name, its SSH identity (so that the
 * first login already knows the host) and who may log in. All else comes later by SSH. JSON is YAML.
 */
export function userData({ hostName, hostKey, authorizedKeys }: UserData): string {
    const config = {
        preserve_hostname: false,
        hostname: hostName.split(".")[0],
        fqdn: hostName,
        prefer_fqdn_over_hostname: true,
        manage_etc_hosts: true,
        disable_root: false,
        ssh_pwauth: false,
        ssh_deletekeys: true,
        ssh_keys: { ed25519_private: hostKey.privateKey, ed25519_public: hostKey.publicKey },
        users: [{ name: "root", ssh_authorized_keys: authorizedKeys }],
    };
    return Buffer.from(`#cloud-config\n${JSON.stringify(config)}\n`).toString("base64");
}
