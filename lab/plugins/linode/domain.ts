import { setTimeout as pause } from "node:timers/promises";
import { echo } from "../plan";
import type { Failure, Invoke, Resource } from "../resource";
import { int, list, type Props, text } from "../values";
import type { Json, LinodeApi } from "./api";
import { sameSeconds } from "./domain-seconds";

const word = (value: unknown): string => (value as string | undefined | null) ?? "";
const words = (value: unknown): string[] => (value as string[] | undefined | null) ?? [];
const number = (value: unknown): number => (value as number | undefined | null) ?? 0;

/** Every output; what the API leaves out is empty. */
function stateOf(domain: Json): Props {
    return {
        domain: word(domain.domain),
        type: word(domain.type),
        status: word(domain.status),
        soaEmail: word(domain.soa_email),
        description: word(domain.description),
        group: word(domain.group),
        tags: words(domain.tags),
        masterIps: words(domain.master_ips),
        axfrIps: words(domain.axfr_ips),
        ttlSec: number(domain.ttl_sec),
        retrySec: number(domain.retry_sec),
        expireSec: number(domain.expire_sec),
        refreshSec: number(domain.refresh_sec),
    };
}

function body(inputs: Props): Json {
    return {
        domain: text(inputs, "domain"),
        type: text(inputs, "type"),
        status: text(inputs, "status"),
        soa_email: text(inputs, "soaEmail"),
        description: text(inputs, "description"),
        group: text(inputs, "group"),
        tags: list(inputs, "tags"),
        master_ips: list(inputs, "masterIps"),
        axfr_ips: list(inputs, "axfrIps"),
        ttl_sec: int(inputs, "ttlSec"),
        retry_sec: int(inputs, "retrySec"),
        expire_sec: int(inputs, "expireSec"),
        refresh_sec: int(inputs, "refreshSec"),
    };
}

function check(inputs: Props): Failure[] {
    if (text(inputs, "type") !== "master" || inputs.soaEmail !== undefined) return [];
    return [{ property: "soaEmail", reason: "is needed for a domain of type master" }];
}

const SECONDS = ["ttlSec", "retrySec", "expireSec", "refreshSec"];

/** linode:index/domain:Domain. */
export function domain(api: LinodeApi): Resource {
    return {
        sets: ["tags", "masterIps", "axfrIps"],
        check,
        same: (property, stored, next) => SECONDS.includes(property) && sameSeconds(stored, next),
        create: async (inputs) => {
            const made = await api.post("/domains", body(inputs));
            return { id: String(made.id), state: { ...echo(inputs), ...stateOf(made) } };
        },
        read: async (id) => {
            const found = await api.find(`/domains/${id}`);
            return found && { id, state: stateOf(found) };
        },
        update: async (id, { inputs }) => stateOf(await api.put(`/domains/${id}`, body(inputs))),
        remove: async (id) => api.drop(`/domains/${id}`),
    };
}

/** linode:index/getDomain:getDomain: by id, or by the name. */
export function getDomain(api: LinodeApi): Invoke {
    return async (inputs) => {
        const id = int(inputs, "id");
        const name = text(inputs, "domain");
        if (id !== undefined) return { ...stateOf(await api.get(`/domains/${id}`)), id };
        if (name === undefined) throw new Error("Domain domain or id is required");
        const found = (await api.list("/domains")).find((one) => one.domain === name);
        if (!found) throw new Error(`Domain ${name} was not found`);
        return { ...stateOf(found), id: found.id as number };
    };
}

/** linode:index/getDomainZonefile:getDomainZonefile: asks until there is one, which a new domain has after minutes. */
export function getDomainZonefile(api: LinodeApi): Invoke {
    return async (inputs, { signal }) => {
        const domainId = int(inputs, "domainId");
        for (;;) {
            await pause(api.pollMs, undefined, { signal });
            const answer = await api.get(`/domains/${domainId}/zone-file`);
            const zoneFiles = words(answer.zone_file);
            if (zoneFiles.length > 0) return { domainId, id: JSON.stringify(answer), zoneFiles };
        }
    };
}
