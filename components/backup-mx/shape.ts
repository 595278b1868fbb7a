import { isIP, isIPv4 } from "node:net";
import { between, Problem, shown } from "../problems";
import { BackupMxMemberArgs, BackupMxPairArgs } from "./args";

/** Resource names become labels of machines, firewalls ("-fw", at most 32) and groups ("-apart"). */
const PAIR_NAME = /^[a-z]([a-z0-9-]{0,22}[a-z0-9])$/;
const HOST_KEY = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+) [A-Za-z0-9+/]+=*$/;
const PORT = { min: 1, max: 65535 };

/** Is the text a network of either family, "203.0.113.0/24"? */
function isNetwork(text: string): boolean {
    const [, address, length] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
    return address !== undefined && isIP(address) !== 0 && Number(length) <= (isIPv4(address) ? 32 : 128);
}

/** How to log in to a host that stands already; what is not a plain value is left to SSH to refuse. */
function logins(args: BackupMxPairArgs): Problem[] {
    return (["a", "b"] as const).flatMap((member) => {
        const { hostKey, port } = args[member].existing ?? {};
        const problems: Problem[] = [];
        if (typeof hostKey === "string" && !HOST_KEY.test(hostKey)) {
            const reason = `${shown(hostKey)} is not an SSH host key: write what ssh-keyscan prints, without the host name`;
            problems.push({ property: `${member}.existing.hostKey`, reason });
        }
        if (typeof port === "number") problems.push(...between(`${member}.existing.port`, port, "", PORT));
        return problems;
    });
}

function origin(property: string, member: BackupMxMemberArgs): Problem[] {
    const given = (["linode", "existing", "unmanaged"] as const).filter((kind) => member[kind] !== undefined);
    if (given.length !== 1) {
        const found = given.length === 0 ? "none is given" : `${given.join(" and ")} are given`;
        return [
            {
                property,
                reason: `${found}: say with exactly one of linode, existing, unmanaged where the host comes from`,
            },
        ];
    }
    if (property === "b" && given[0] === "unmanaged") {
        return [
            { property: "b.unmanaged", reason: "the backup is what this pair sets up: only a can be left unmanaged" },
        ];
    }
    return [];
}

/** Everything that can be wrong with what must be plain: the shape of the pair, not its values. */
export function shapeProblems(name: string, args: BackupMxPairArgs): Problem[] {
    const problems = [...origin("a", args.a), ...origin("b", args.b), ...logins(args)];
    if (!PAIR_NAME.test(name) || name.includes("--")) {
        const reason = `${shown(name)} cannot label machines: 2 to 24 lower-case letters, digits and single inner hyphens, a letter first`;
        problems.push({ property: "name", reason });
    }
    if (args.release !== undefined && args.release !== "a" && args.release !== "b") {
        const reason = `${shown(args.release)} is not a member: release "a" or "b", one at a time, so that the other keeps the mail`;
        problems.push({ property: "release", reason });
    }
    const generation = args.deployKeyGeneration ?? 1;
    if (!Number.isInteger(generation) || generation < 1) {
        problems.push({
            property: "deployKeyGeneration",
            reason: `${shown(generation)} is not 1, 2, 3 ...: raise it by one to rotate`,
        });
    }
    (args.sshFrom ?? []).forEach((network, index) => {
        if (isNetwork(network)) return;
        problems.push({
            property: `sshFrom[${index}]`,
            reason: `${shown(network)} is not a network, like "203.0.113.0/24"`,
        });
    });
    return problems;
}
