import { isIPv4, isIPv6 } from "node:net";
import { canonicalAddress } from "../addresses";
import { isName } from "../cloudflare/names";
import { type Domain, type DomainRecord, RECORD_TYPES, type RecordType } from "./domain-model";
import { steppedSeconds } from "./domain-seconds";
import { refuse } from "./errors";
import { Input } from "./read-input";

const SECONDS = {
    ttl_sec: "ttlSec",
    retry_sec: "retrySec",
    expire_sec: "expireSec",
    refresh_sec: "refreshSec",
} as const;
const MAIL = /^[^\s@]+@[^\s@]+$/;

export type DomainFields = Omit<Domain, "id" | "created" | "updated">;
export type RecordFields = Omit<DomainRecord, "id" | "domainId" | "created" | "updated">;

/** Reads a domain from a request's body, laid over what it was; throws with every problem found. */
export function readDomain(body: Record<string, unknown>, before?: Domain): DomainFields {
    const input = new Input(body);
    const domain = (before ? input.text("domain") : input.requiredText("domain")) ?? before?.domain ?? "";
    const type = input.oneOf("type", ["master", "slave"] as const) ?? before?.type;
    if (type === undefined) input.problem("type", "type is required");
    if (type === "slave") input.problem("type", "The lab serves no slave zones: take a master");
    const soaEmail = input.text("soa_email") ?? before?.soaEmail ?? "";
    if (!MAIL.test(soaEmail)) input.problem("soa_email", "soa_email is required for master domains");
    const status = input.oneOf("status", ["active", "disabled"] as const) ?? before?.status ?? "active";
    const texts = {
        description: input.text("description") ?? before?.description ?? "",
        group: input.text("group") ?? before?.group ?? "",
        tags: input.texts("tags") ?? before?.tags ?? [],
        masterIps: input.texts("master_ips") ?? before?.masterIps ?? [],
        axfrIps: input.texts("axfr_ips") ?? before?.axfrIps ?? [],
    };
    const seconds = Object.fromEntries(
        Object.entries(SECONDS).map(([field, key]) => [key, readSeconds(input, field, before?.[key] ?? 0)]),
    ) as Record<(typeof SECONDS)[keyof typeof SECONDS], number>;
    input.done();
    return { domain, type: "master", status, soaEmail, ...texts, ...seconds };
}

/** Reads a record of a domain in the same way; its type is for good. */
export function readRecord(body: Record<string, unknown>, domain: Domain, before?: DomainRecord): RecordFields {
    const input = new Input(body);
    const type = before?.type ?? input.oneOf("type", RECORD_TYPES);
    if (type === undefined) input.problem("type", "type is required");
    const number = (field: "priority" | "weight" | "port", largest: number) => {
        const value = input.integer(field) ?? before?.[field] ?? 0;
        if (value < 0 || value > largest) input.problem(field, `Must be 0-${largest}`);
        return value;
    };
    const fields = {
        name: relativeName(input.text("name") ?? before?.name ?? "", domain),
        target: input.text("target") ?? before?.target ?? "",
        priority: number("priority", 255),
        weight: number("weight", 65535),
        port: number("port", 65535),
        service: input.text("service") ?? before?.service ?? null,
        protocol: input.text("protocol") ?? before?.protocol ?? null,
        tag: input.oneOf("tag", ["issue", "issuewild", "iodef"] as const) ?? before?.tag ?? null,
        ttlSec: readSeconds(input, "ttl_sec", before?.ttlSec ?? 0),
    };
    if (type === "CAA" && fields.tag === null) input.problem("tag", "tag is required for CAA records");
    if (type === "SRV" && fields.service === null) input.problem("service", "service is required for SRV records");
    input.done();
    return { type: type as RecordType, ...fields, ...content(type as RecordType, fields, domain) };
}

function readSeconds(input: Input, field: string, before: number): number {
    const value = input.integer(field) ?? before;
    if (value < 0) input.problem(field, "Must be a positive number");
    return steppedSeconds(Math.max(0, value));
}

/** Names are kept relative. A full one is taken as its owner means it; "@" is none. */
function relativeName(text: string, { domain }: Domain): string {
    const name = text.trim().replace(/\.$/, "").toLowerCase();
    if (name === domain) return "";
    const relative = name.endsWith(`.${domain}`) ? name.slice(0, -domain.length - 1) : name;
    if (relative.length > 100) throw refuse("Length must be 0-100 characters", "name");
    if (relative !== "" && !isName(`${relative}.${domain}`)) throw refuse("Invalid hostname", "name");
    return relative;
}

/** The target as it is kept, and the name that SRV records get from the API. */
function content(
    type: RecordType,
    fields: Pick<DomainRecord, "name" | "target" | "service" | "protocol">,
    { domain }: Domain,
): Pick<DomainRecord, "target" | "name"> {
    const { name, service, protocol } = fields;
    const target = fields.target.trim();
    if (target === "") throw refuse("target is required", "target");
    switch (type) {
        case "A":
            if (!isIPv4(target)) throw refuse("Must be a valid IPv4 address", "target");
            return { name, target };
        case "AAAA":
            if (!isIPv6(target)) throw refuse("Must be a valid IPv6 address", "target");
            return { name, target: canonicalAddress(target) };
        case "TXT":
            if (!/^[\x20-\x7e]+$/.test(target)) throw refuse("Must be printable ASCII", "target");
            return { name, target };
        case "CAA":
            return { name, target };
        case "SRV":
            return { name: `_${service}._${protocol ?? "tcp"}`, target: hostTarget(target, domain) };
        default:
            return { name, target: hostTarget(target, domain) };
    }
}

/** A host; one without a dot is in the domain. */
function hostTarget(text: string, domain: string): string {
    const name = text.replace(/\.$/, "").toLowerCase();
    const full = name.includes(".") ? name : `${name}.${domain}`;
    if (!isName(full) || isIPv4(full)) throw refuse("You have entered an invalid target.", "target");
    return full;
}
