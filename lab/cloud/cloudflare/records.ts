import type { Cloud } from "../cloud";
import type { Call, Route } from "../http/exchange";
import type { CloudState } from "../state";
import { newId, result, resultPage } from "./envelope";
import { recordNotFound, zoneNotFound } from "./errors";
import type { CloudflareZone, DnsRecord } from "./model";
import { filterRecords } from "./record-filter";
import { checkConflicts, isProxiable, readRecord } from "./record-input";

const PATH = "/zones/:zone/dns_records";

/** DNS records. An answer means that the authoritative server serves the change. */
export function recordRoutes(cloud: Cloud): Route[] {
    const existing = ({ params }: Call) => find(cloud.state, params.zone, params.id);
    return [
        { method: "GET", path: PATH, handle: (call) => list(cloud, call) },
        { method: "POST", path: PATH, handle: async (call) => result(view(await create(cloud, call))) },
        { method: "GET", path: `${PATH}/:id`, handle: (call) => result(view(existing(call))) },
        { method: "PUT", path: `${PATH}/:id`, handle: async (call) => result(view(await change(cloud, call, {}))) },
        {
            method: "PATCH",
            path: `${PATH}/:id`,
            handle: async (call) => result(view(await change(cloud, call, asBody(existing(call))))),
        },
        { method: "DELETE", path: `${PATH}/:id`, handle: (call) => remove(cloud, call) },
    ];
}

function list(cloud: Cloud, call: Call) {
    const zone = findZone(cloud.state, call.params.zone);
    const own = cloud.state.records.filter(({ zoneId }) => zoneId === zone.id);
    return resultPage(call, filterRecords(own, call.query).map(view), { size: 100, largest: 5_000_000 });
}

async function create(cloud: Cloud, { params, body }: Call): Promise<DnsRecord> {
    const zone = findZone(cloud.state, params.zone);
    const fields = readRecord(body, zone);
    const now = cloud.now().toISOString();
    const made = await cloud.change((state) => {
        checkConflicts(state, findZone(state, zone.id).id, fields);
        const stamps = { created: now, modified: now, ...(fields.comment ? { commentModified: now } : {}) };
        const record: DnsRecord = { id: newId(), zoneId: zone.id, ...fields, ...stamps };
        state.records.push(record);
        return record;
    });
    await cloud.publishZones();
    return made;
}

/** Replaces a record by the body laid over `base`: nothing for PUT, the record as it is for PATCH. */
async function change(cloud: Cloud, { params, body }: Call, base: Record<string, unknown>): Promise<DnsRecord> {
    const zone = findZone(cloud.state, params.zone);
    find(cloud.state, zone.id, params.id);
    const fields = readRecord({ ...base, ...body }, zone);
    const now = cloud.now().toISOString();
    const changed = await cloud.change((state) => {
        const record = find(state, zone.id, params.id);
        checkConflicts(state, zone.id, fields, record.id);
        const commentModified = fields.comment === record.comment ? record.commentModified : now;
        const { id, zoneId, created } = record;
        const next: DnsRecord = { id, zoneId, ...fields, created, modified: now };
        if (commentModified) next.commentModified = commentModified;
        state.records[state.records.indexOf(record)] = next;
        return next;
    });
    await cloud.publishZones();
    return changed;
}

async function remove(cloud: Cloud, { params }: Call) {
    await cloud.change((state) => {
        const gone = find(state, params.zone, params.id);
        state.records = state.records.filter((record) => record !== gone);
    });
    await cloud.publishZones();
    return result({ id: params.id });
}

export function findZone(state: CloudState, id: string): CloudflareZone {
    const zone = state.zones.find((one) => one.id === id);
    if (!zone) throw zoneNotFound();
    return zone;
}

function find(state: CloudState, zoneId: string, id: string): DnsRecord {
    findZone(state, zoneId);
    const record = state.records.find((one) => one.id === id && one.zoneId === zoneId);
    if (!record) throw recordNotFound();
    return record;
}

function asBody({ type, name, content, data, priority, ttl, proxied, comment, settings }: DnsRecord) {
    return { type, name, content, data, priority, ttl, proxied, comment, settings };
}

function view(record: DnsRecord): object {
    return {
        id: record.id,
        name: record.name,
        type: record.type,
        content: record.content,
        ...(record.priority === undefined ? {} : { priority: record.priority }),
        ...(record.data === undefined ? {} : { data: record.data }),
        proxiable: isProxiable(record.type),
        proxied: record.proxied,
        ttl: record.ttl,
        settings: record.settings,
        meta: {},
        comment: record.comment,
        tags: record.tags,
        created_on: record.created,
        modified_on: record.modified,
        ...(record.commentModified ? { comment_modified_on: record.commentModified } : {}),
    };
}
