import { createHash } from "node:crypto";
import { BundlePart } from "../../ops/bundle";
import { verbatim } from "../../ops/host-file";
import { packetRulesPart } from "../../ops/packet-rules";
import { KnownUser } from "../args";
import { DrbdMember } from "../drbd";
import { hashed } from "../mail";
import { DUAL, PEER_PORTS, PROGRAMS } from "../places";

/** What one member must know of who serves whom; plain data. */
export interface AffinityPlan {
    readonly member: string;
    readonly members: readonly DrbdMember[];
    readonly users: readonly KnownUser[];
    /** Salt of the passwords' hashes; a secret. */
    readonly salt: string;
    readonly ownFirewall: boolean;
}

/** Where Dovecot looks: a link of the agent's to one of both tables. */
export const PASSWORDS = "/run/standby-affinity/users";
const SHARED = "/etc/dovecot/standby-users-shared";
/** Of Dovecot, as one member reaches the other for its users; passwords go by TLS there too. */
const PROXIED = [PEER_PORTS.lmtp, 110, 143, 4190];

/** The member that serves a user while both do: by the name alone, so that a new user moves nobody else. */
export function ownerOf(name: string): "a" | "b" {
    return createHash("sha256").update(name).digest()[0] % 2 === 0 ? "a" : "b";
}

/** The passwd-file of Dovecot while both members serve: whoever does not own a user is a proxy to the one who does. */
export function sharedPeople({ users, salt, members }: Omit<AffinityPlan, "member" | "ownFirewall">): string {
    const addresses = new Map(members.map(({ key, linkAddress }) => [key, linkAddress]));
    const line = (user: KnownUser) => {
        const host = addresses.get(ownerOf(user.name));
        return `${user.name}:${hashed(user, salt)}::::::proxy_maybe=y host=${host} starttls=any-cert\n`;
    };
    return users.map(line).join("");
}

/** What dovecot.conf says on top: it knows itself by its address in the private network, and takes mail from the other one. */
export function proxySettings({ member, members }: Pick<AffinityPlan, "member" | "members">): string {
    const own = members.find(({ key }) => key === member)?.linkAddress;
    const peer = members.find(({ key }) => key !== member)?.linkAddress;
    return `lmtp_proxy = yes
auth_proxy_self = ${own}
login_trusted_networks = ${peer}
service lmtp {
  inet_listener lmtp_link {
    address = ${own}
    port = ${PEER_PORTS.lmtp}
  }
}`;
}

/** Who serves whom, on one member. */
export function affinityPart(plan: AffinityPlan): BundlePart {
    const { member, members, ownFirewall } = plan;
    const peer = members.find(({ key }) => key !== member)?.linkAddress;
    const rules = `ip saddr { ${peer} } tcp dport { ${[PEER_PORTS.o2cb, ...PROXIED].join(", ")} } accept\n`;
    const wall = ownFirewall ? packetRulesPart("active-active-dual", rules) : { files: [], checks: [] };
    const programs = ["adopt", "affinity"].map((name) => verbatim(DUAL, `${PROGRAMS}/${name}`, { mode: "0755" }));
    return {
        files: [
            ...programs,
            { path: SHARED, content: sharedPeople(plan), mode: "0640", owner: "root:dovecot" },
            verbatim(DUAL, "/etc/systemd/system/standby-adopt.service"),
            ...wall.files,
        ],
        checks: wall.checks,
        units: ownFirewall
            ? [{ name: "nftables.service", reloadOn: ["/etc/nftables.d/active-active-dual.rules"] }]
            : [],
    };
}
