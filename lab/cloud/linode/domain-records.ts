import type { Cloud } from "../cloud";
import { ok, type Call, type Route } from "../http/exchange";
import { type CloudState, domainRecordsOf, nextId } from "../state";
import { readRecord, type RecordFields } from "./domain-input";
import type { Domain, DomainRecord } from "./domain-model";
import { recordView } from "./domain-views";
import { findDomain, note } from "./domains";
import { notFound, refuse } from "./errors";
import { page } from "./page";
import { findById } from "./read-input";
import { linodeTime } from "./time";

const PATH = "/domains/:domain/records";

/** Records of domains. An answer means that the name servers serve the change; at Linode that takes minutes. */
export function domainRecordRoutes(cloud: Cloud): Route[] {
    return [
        {
            method: "GET",
            path: PATH,
            handle: (call) => {
                const { id } = findDomain(cloud.state, call.params.domain);
                return page(call, domainRecordsOf(cloud.state, id).map(recordView));
            },
        },
        { method: "POST", path: PATH, handle: (call) => create(cloud, call) },
        { method: "GET", path: `${PATH}/:id`, handle: (call) => ok(recordView(find(cloud.state, call).record)) },
        { method: "PUT", path: `${PATH}/:id`, handle: (call) => update(cloud, call) },
        { method: "DELETE", path: `${PATH}/:id`, handle: (call) => remove(cloud, call) },
    ];
}

async function create(cloud: Cloud, { params, body }: Call) {
    const fields = readRecord(body, findDomain(cloud.state, params.domain));
    const now = linodeTime(cloud.now());
    const made = await cloud.change((state) => {
        const domain = findDomain(state, params.domain);
        checkBeside(state, domain, fields);
        const id = nextId(state, "domainRecord");
        const record: DomainRecord = { id, domainId: domain.id, ...fields, created: now, updated: now };
        state.domainRecords = [...(state.domainRecords ?? []), record];
        note(cloud, state, domain, "domain_record_create");
        return record;
    });
    await cloud.publishZones();
    return ok(recordView(made));
}

async function update(cloud: Cloud, call: Call) {
    const before = find(cloud.state, call);
    const fields = readRecord(call.body, before.domain, before.record);
    const changed = await cloud.change((state) => {
        const { domain, record } = find(state, call);
        checkBeside(state, domain, fields, record.id);
        note(cloud, state, domain, "domain_record_update");
        return Object.assign(record, fields, { updated: linodeTime(cloud.now()) });
    });
    await cloud.publishZones();
    return ok(recordView(changed));
}

async function remove(cloud: Cloud, call: Call) {
    await cloud.change((state) => {
        const { domain, record } = find(state, call);
        state.domainRecords = (state.domainRecords ?? []).filter((one) => one !== record);
        note(cloud, state, domain, "domain_record_delete");
    });
    await cloud.publishZones();
    return ok({});
}

function find(state: CloudState, { params }: Call): { domain: Domain; record: DomainRecord } {
    const domain = findDomain(state, params.domain);
    const record = findById(domainRecordsOf(state, domain.id), params.id);
    if (!record) throw notFound();
    return { domain, record };
}

/** A CNAME stands alone at its name, and never at the domain itself. */
function checkBeside(state: CloudState, { id }: Domain, { name, type }: RecordFields, self?: number): void {
    if (type === "CNAME" && name === "") throw refuse("Hostname is required for CNAME records", "name");
    const there = domainRecordsOf(state, id).filter((one) => one.name === name && one.id !== self);
    if (there.some((one) => (one.type === "CNAME") !== (type === "CNAME") || type === "CNAME")) {
        throw refuse("Record conflict - CNAMEs must be unique", "name");
    }
}
