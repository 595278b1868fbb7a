import { isIP } from "node:net";
import type { FirewallRule, FirewallRules } from "./model";
import { LinodeError, type Reason } from "./errors";
import type { LabelRule } from "./read-input";

const MAX_RULES = 25;
const MAX_ADDRESSES = 255;
const MAX_PORTS = 15;
const PROTOCOLS = ["TCP", "UDP", "ICMP", "IPENCAP"] as const;
const ACTIONS = ["ACCEPT", "DROP"] as const;
const LABEL = /^[A-Za-z][A-Za-z0-9_.-]*$/;

export const FIREWALL_LABEL: LabelRule = {
    low: 3,
    high: 32,
    pattern: /^(?!.*(--|__|\.\.))[A-Za-z0-9][A-Za-z0-9_.-]*$/,
    wording: "Label must include only ASCII letters, numbers, underscores, periods, and dashes",
    kind: "Cloud Firewalls",
};

/** Reads the rules of a firewall; `at` is the field they are in ("rules"), "" for the body itself. */
export function readRules(value: unknown, at: string): FirewallRules {
    const problems: Reason[] = [];
    const field = (name: string) => (at === "" ? name : `${at}.${name}`);
    const body = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
    const side = (name: "inbound" | "outbound") => {
        const list = body[name] ?? [];
        if (!Array.isArray(list)) problems.push({ field: field(name), reason: "Must be an array" });
        return (Array.isArray(list) ? list : []).map((rule, index) =>
            readRule(rule as Record<string, unknown>, `${field(name)}[${index}]`, problems),
        );
    };
    const policy = (name: "inbound_policy" | "outbound_policy") => {
        const given = body[name];
        if (given === undefined) problems.push({ field: field(name), reason: `${name} is required` });
        else if (!ACTIONS.includes(given as "DROP")) {
            problems.push({ field: field(name), reason: "Must be one of ACCEPT, DROP" });
        }
        return given as "ACCEPT" | "DROP";
    };
    const rules: FirewallRules = {
        inbound: side("inbound"),
        inbound_policy: policy("inbound_policy"),
        outbound: side("outbound"),
        outbound_policy: policy("outbound_policy"),
    };
    if (rules.inbound.length + rules.outbound.length > MAX_RULES) {
        problems.push({ field: at || "rules", reason: `A firewall may have at most ${MAX_RULES} rules` });
    }
    if (problems.length > 0) throw new LinodeError(400, problems);
    return rules;
}

function readRule(body: Record<string, unknown>, at: string, problems: Reason[]): FirewallRule {
    const say = (name: string, reason: string) => problems.push({ field: `${at}.${name}`, reason });
    const { label = "", description = "", ports, protocol, action } = body as Record<string, string | undefined>;
    if (label && (label.length < 3 || label.length > 32)) say("label", "Length must be 3-32 characters");
    else if (label && !LABEL.test(label)) {
        say("label", "Label must begin with a letter and only use letters, numbers, underscores, periods, and dashes");
    }
    if (!PROTOCOLS.includes(protocol as "TCP")) say("protocol", `Must be one of ${PROTOCOLS.join(", ")}`);
    if (!ACTIONS.includes(action as "DROP")) say("action", "Must be one of ACCEPT, DROP");
    if (ports) {
        const wrong = portsProblem(ports, protocol);
        if (wrong) say("ports", wrong);
    }
    const addresses = readAddresses(body.addresses, say);
    return {
        label,
        description,
        protocol: protocol as FirewallRule["protocol"],
        action: action as FirewallRule["action"],
        ...(ports ? { ports } : {}),
        addresses,
    };
}

function portsProblem(ports: string, protocol: string | undefined): string | undefined {
    if (protocol === "ICMP" || protocol === "IPENCAP") return `Ports are not allowed for ${protocol} protocols`;
    const pieces = ports.split(",").map((piece) => piece.trim());
    if (pieces.length > MAX_PORTS) return `At most ${MAX_PORTS} ports or ranges are allowed`;
    const fits = (piece: string) => {
        const range = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(piece);
        if (!range) return false;
        const [low, high] = [Number(range[1]), Number(range[2] ?? range[1])];
        return low >= 1 && high <= 65535 && low <= high;
    };
    return pieces.every(fits) ? undefined : "Ports must be 1-65535, single, as ranges, or both, separated by commas";
}

function readAddresses(value: unknown, say: (name: string, reason: string) => void): FirewallRule["addresses"] {
    const { ipv4, ipv6 } = (value ?? {}) as { ipv4?: string[]; ipv6?: string[] };
    for (const [name, family, list] of [["ipv4", 4, ipv4] as const, ["ipv6", 6, ipv6] as const]) {
        (list ?? []).forEach((address, index) => {
            if (!isNetwork(address, family))
                say(`addresses.${name}[${index}]`, `Must be a valid IPv${family} address or network`);
        });
    }
    if ((ipv4?.length ?? 0) + (ipv6?.length ?? 0) > MAX_ADDRESSES)
        say("addresses", `At most ${MAX_ADDRESSES} addresses are allowed`);
    return { ...(ipv4?.length ? { ipv4 } : {}), ...(ipv6?.length ? { ipv6 } : {}) };
}

function isNetwork(text: string, family: 4 | 6): boolean {
    const [address, prefix, more] = String(text).split("/");
    const bits = family === 4 ? 32 : 128;
    const prefixFits = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
    return isIP(address) === family && prefixFits && more === undefined;
}
