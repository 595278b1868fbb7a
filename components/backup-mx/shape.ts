import { zoneServiceProblems } from "../dns/zone-service";
import {
    generationProblems,
    loginProblems,
    networkProblems,
    originProblems,
    pairNameProblems,
    releaseProblems,
} from "../host/validate";
import { vlanProblems } from "../host/vlan";
import { oneOf, Problem } from "../problems";
import { BackupMxMemberArgs, BackupMxMta, BackupMxPairArgs } from "./args";
import { queueVolumeProblems } from "./queue-volume";

function origin(property: string, member: BackupMxMemberArgs): Problem[] {
    const problems = originProblems(property, member, ["linode", "existing", "unmanaged"]);
    if (problems.length > 0 || property === "a" || member.unmanaged === undefined) return problems;
    return [{ property: "b.unmanaged", reason: "the backup is what this pair sets up: only a can be left unmanaged" }];
}

/** The backup must know whom it logs in to, and be let in. */
function listLogin({ a, recipientsFrom, sshFrom }: BackupMxPairArgs): Problem[] {
    if (!recipientsFrom) return [];
    if (a.unmanaged && recipientsFrom.hostKey === undefined) {
        const reason =
            "is required for an unmanaged primary: write what ssh-keyscan -t ed25519 prints, without the host name";
        return [{ property: "recipientsFrom.hostKey", reason }];
    }
    if (!a.unmanaged && recipientsFrom.hostKey !== undefined) {
        return [
            { property: "recipientsFrom.hostKey", reason: "is known by itself for a managed primary: take it out" },
        ];
    }
    if (a.linode && sshFrom && sshFrom.length > 0 && recipientsFrom.address === undefined) {
        const reason =
            "is required with sshFrom: the backup logs in to the primary, whose firewall lets in sshFrom alone. Give an address " +
            "of the primary in a VLAN, with that network in sshFrom; or the public one, with the backup's own in sshFrom";
        return [{ property: "recipientsFrom.address", reason }];
    }
    return [];
}

/** The members of which something holds, "a and b" in words. */
function membersThat({ a, b }: BackupMxPairArgs, holds: (host: BackupMxPairArgs["a"]) => boolean): string {
    const found = (["a", "b"] as const).filter((member) => holds({ a, b }[member]));
    return found.join(" and ");
}

/** What is made for Postfix alone so far, where a host has Exim. */
function postfixOnly(args: BackupMxPairArgs, property: string, advice = "leave it out"): Problem[] {
    const exim = membersThat(args, ({ mta }) => mta === BackupMxMta.Exim);
    return exim ? [{ property, reason: `is for hosts with Postfix, and ${exim} has Exim: ${advice}` }] : [];
}

/** Mailboxes on other hosts: what goes with them. */
function behind(args: BackupMxPairArgs): Problem[] {
    const { a, mailboxes, recipientsFrom } = args;
    if (!mailboxes) return [];
    const problems: Problem[] = [];
    if (a.unmanaged) {
        const reason = "is for a primary of ours, which hands mail on: give a.linode or a.existing";
        problems.push({ property: "mailboxes", reason });
    }
    problems.push(...postfixOnly(args, "mailboxes", "leave mta out"));
    if (recipientsFrom) {
        const reason = "goes without mailboxes, which tell their own list: take one of them out";
        problems.push({ property: "recipientsFrom", reason });
    }
    return problems;
}

/** An IPv6 address that nobody knows, or that nothing listens at, must not stand in DNS. */
function byIpv6(args: BackupMxPairArgs): Problem[] {
    const { ipv6, permitMxBackupNetworks: networks = [] } = args;
    if (!ipv6) return [];
    const problems: Problem[] = [];
    const adopted = membersThat(args, ({ existing }) => existing !== undefined);
    if (adopted) {
        const reason = `is for Linodes, whose address the cloud tells, and not for ${adopted}: leave it out`;
        problems.push({ property: "ipv6", reason });
    }
    problems.push(...postfixOnly(args, "ipv6"));
    if (networks.length > 0 && !networks.some((network) => network.includes(":"))) {
        const reason =
            "names no IPv6 network: with ipv6 Postfix wants every address of a primary in them, and would refuse the mail of one " +
            "with an AAAA record. Name its IPv6 network too, or leave ipv6 out";
        problems.push({ property: "permitMxBackupNetworks", reason });
    }
    return problems;
}

/** Arguments that a host with Exim does not take so far. */
function postfixAlone(args: BackupMxPairArgs): Problem[] {
    const { b, recipientsFrom, metricsFrom = [] } = args;
    const problems: Problem[] = [];
    if (recipientsFrom && b.mta === BackupMxMta.Exim) {
        const reason = "is for a backup with Postfix: with Exim, give the list in recipients";
        problems.push({ property: "recipientsFrom", reason });
    }
    if (metricsFrom.length > 0) problems.push(...postfixOnly(args, "metricsFrom"));
    return problems;
}

/** A policy is fetched by HTTPS, and a sender who does not trust that certificate has no policy. */
function policyTrusted({ identity, certificate }: BackupMxPairArgs): Problem[] {
    if (!identity?.mtaSts || certificate?.acme) return [];
    const reason =
        "is fetched, and enforced, by certificates that every sender trusts, and those of the pair's own authority are not: " +
        "give certificate.acme too";
    return [{ property: "identity.mtaSts", reason }];
}

/** The filter's Redis is Debian's own service: somebody else's would be taken over. */
function redisOfOthers(args: BackupMxPairArgs): Problem[] {
    const adopted = membersThat(args, ({ existing }) => existing !== undefined);
    if (args.policy?.spamFilter === undefined || !adopted) return [];
    const reason = `is for Linodes of the pair's own, and ${adopted} stand already: a Redis there would be taken over. Leave it out`;
    return [{ property: "policy.spamFilter", reason }];
}

/** The smallest Linode, which is the default, has 1 GB. */
const SMALLEST = "g6-nanode-1";

/** ClamAV's own signatures take more memory than the smallest machine has: it would be killed, and all mail be put off. */
function memoryForSignatures({ a, b, policy = {} }: BackupMxPairArgs): Problem[] {
    const { virusScan } = policy;
    if (!virusScan || virusScan.officialSignatures === false) return [];
    return Object.entries({ a, b }).flatMap(([member, { linode }]) => {
        if (!linode || (linode.type ?? SMALLEST) !== SMALLEST) return [];
        const reason = `"${SMALLEST}" has 1 GB of memory, and ClamAV's signatures alone take more (policy.virusScan): take "g6-standard-1" or larger`;
        return [{ property: `${member}.linode.type`, reason }];
    });
}

/** Networks that would let everybody relay, and a mail server that has no such thing. */
function mxBackup({ permitMxBackupNetworks: networks, b }: BackupMxPairArgs): Problem[] {
    const property = "permitMxBackupNetworks";
    if (networks === undefined) return [];
    if (b.mta === BackupMxMta.Exim) {
        return [{ property, reason: "is for a backup with Postfix: with Exim, name the domains in domains" }];
    }
    const relays = "whoever points an MX record at the backup relays through it";
    if (networks.length === 0) {
        const reason = `the list is empty, and then ${relays}: name the networks of the other primaries, or leave it out`;
        return [{ property, reason }];
    }
    const problems = networkProblems(property, networks);
    const everybody = networks.flatMap((network, index) => {
        if (!network.endsWith("/0")) return [];
        return [
            {
                property: `${property}[${index}]`,
                reason: `"${network}" is everybody, and then ${relays}: name networks`,
            },
        ];
    });
    return [...problems, ...everybody];
}

/** Everything that can be wrong with what must be plain: the shape of the pair, not its values. */
export function shapeProblems(name: string, args: BackupMxPairArgs): Problem[] {
    return [
        ...origin("a", args.a),
        ...origin("b", args.b),
        ...oneOf("a.mta", args.a.mta ?? BackupMxMta.Postfix, BackupMxMta),
        ...oneOf("b.mta", args.b.mta ?? BackupMxMta.Postfix, BackupMxMta),
        ...loginProblems("a", args.a.existing),
        ...loginProblems("b", args.b.existing),
        ...vlanProblems([
            ["a", args.a.linode],
            ["b", args.b.linode],
        ]),
        ...pairNameProblems(name),
        ...zoneServiceProblems(args.zoneService),
        ...queueVolumeProblems("a", args.a),
        ...queueVolumeProblems("b", args.b),
        ...releaseProblems(args.release, "the mail"),
        ...generationProblems("deployKeyGeneration", args.deployKeyGeneration ?? 1),
        ...networkProblems("sshFrom", args.sshFrom),
        ...networkProblems("metricsFrom", args.metricsFrom),
        ...listLogin(args),
        ...behind(args),
        ...byIpv6(args),
        ...postfixAlone(args),
        ...mxBackup(args),
        ...memoryForSignatures(args),
        ...redisOfOthers(args),
        ...policyTrusted(args),
    ];
}
