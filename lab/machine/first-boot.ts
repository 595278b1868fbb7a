import type { MachineSpec } from "./machine";

/** One file that a new machine has over its image. */
export interface SeedFile {
    path: string;
    content: string;
    /** @default 0o644 */
    mode?: number;
    /** Numeric group. @default 0 */
    group?: number;
}

const SHADOW_GROUP = 42;

/** What a cloud writes to the disk before the first boot. Pure; `shadow` is the image's, with the root password set. */
export function seedFiles(spec: MachineSpec, shadow: string | undefined): SeedFile[] {
    const { net, hostname } = spec;
    const files: SeedFile[] = [
        { path: "etc/hostname", content: `${hostname}\n` },
        { path: "etc/hosts", content: hosts(hostname) },
        { path: "etc/resolv.conf", content: `nameserver ${net.gateway}\n` },
        { path: "etc/apt/apt.conf.d/00lab-proxy", content: `Acquire::http::Proxy "http://${net.hostSide}:3142";\n` },
        { path: "etc/systemd/network/05-eth0.network", content: networkFile(spec) },
        { path: "var/lib/cloud/seed/nocloud/meta-data", content: metaData(spec) },
        { path: "var/lib/cloud/seed/nocloud/user-data", content: spec.userData ?? "#cloud-config\n{}\n", mode: 0o600 },
    ];
    const keys = spec.authorizedKeys ?? [];
    if (keys.length > 0) {
        files.push({ path: "root/.ssh/authorized_keys", content: `${keys.join("\n")}\n`, mode: 0o600 });
    }
    if (shadow !== undefined) files.push({ path: "etc/shadow", content: shadow, mode: 0o640, group: SHADOW_GROUP });
    return files;
}

function hosts(hostname: string): string {
    const names = hostname.includes(".") ? `${hostname} ${hostname.split(".")[0]}` : hostname;
    return `127.0.0.1 localhost\n127.0.1.1 ${names}\n::1 localhost ip6-localhost ip6-loopback\n`;
}

function metaData(spec: MachineSpec): string {
    return `${JSON.stringify({ "instance-id": `standby-${spec.id}`, "local-hostname": spec.hostname })}\n`;
}

/** A single address each, all else by the router: as in a cloud, two machines never share a wire. */
function networkFile(spec: MachineSpec): string {
    return `[Match]
Name=eth0

[Link]
RequiredForOnline=no

[Network]
DHCP=no
IPv6AcceptRA=no
LLMNR=no
Address=${spec.ipv4}/32
Gateway=fe80::1

[Address]
Address=${spec.ipv6}/128
DuplicateAddressDetection=none

[Route]
Gateway=${spec.net.gateway}
GatewayOnLink=yes
`;
}

/** The text of /etc/shadow with root's password replaced by `hash`. */
export function withRootPassword(shadow: string, hash: string): string {
    return shadow.replace(/^root:[^:]*:/m, `root:${hash}:`);
}
