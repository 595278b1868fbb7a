import type { Cloud } from "../cloud";
import { ok, type Call, type Route } from "../http/exchange";
import { type CloudState, domainRecordsOf, domainsOf, nextId } from "../state";
import { isReserved, isZoneName, servedBy, zoneName } from "../zone-names";
import { readDomain } from "./domain-input";
import type { Domain } from "./domain-model";
import { domainView, zoneFileView } from "./domain-views";
import { notFound, refuse } from "./errors";
import { addEvent } from "./events";
import { page } from "./page";
import { findById } from "./read-input";
import { linodeTime } from "./time";

const PATH = "/domains";

/** Domains: zones that Linode's name servers serve. */
export function domainRoutes(cloud: Cloud): Route[] {
    return [
        { method: "GET", path: PATH, handle: (call) => page(call, domainsOf(cloud.state).map(domainView)) },
        { method: "POST", path: PATH, handle: async ({ body }) => ok(domainView(await createDomain(cloud, body))) },
        {
            method: "GET",
            path: `${PATH}/:domain`,
            handle: ({ params }) => ok(domainView(findDomain(cloud.state, params.domain))),
        },
        {
            method: "GET",
            path: `${PATH}/:domain/zone-file`,
            handle: ({ params }) => {
                const domain = findDomain(cloud.state, params.domain);
                return ok(zoneFileView(domain, domainRecordsOf(cloud.state, domain.id)));
            },
        },
        { method: "PUT", path: `${PATH}/:domain`, handle: (call) => update(cloud, call) },
        { method: "DELETE", path: `${PATH}/:domain`, handle: (call) => remove(cloud, call) },
    ];
}

/** Makes a domain that is served at once: in the lab nobody has to delegate it. */
export async function createDomain(cloud: Cloud, body: Record<string, unknown>): Promise<Domain> {
    const fields = readDomain(body);
    const now = linodeTime(cloud.now());
    const made = await cloud.change((state) => {
        const domain = checkedName(state, fields.domain);
        const one: Domain = { id: nextId(state, "domain"), ...fields, domain, created: now, updated: now };
        state.domains = [...domainsOf(state), one];
        note(cloud, state, one, "domain_create");
        return one;
    });
    await cloud.publishZones();
    return made;
}

async function update(cloud: Cloud, { params, body }: Call) {
    const fields = readDomain(body, findDomain(cloud.state, params.domain));
    const changed = await cloud.change((state) => {
        const one = findDomain(state, params.domain);
        const domain = fields.domain === one.domain ? one.domain : checkedName(state, fields.domain);
        note(cloud, state, one, "domain_update");
        return Object.assign(one, fields, { domain, updated: linodeTime(cloud.now()) });
    });
    await cloud.publishZones();
    return ok(domainView(changed));
}

async function remove(cloud: Cloud, { params }: Call) {
    await cloud.change((state) => {
        const gone = findDomain(state, params.domain);
        state.domains = domainsOf(state).filter((one) => one !== gone);
        state.domainRecords = (state.domainRecords ?? []).filter(({ domainId }) => domainId !== gone.id);
        note(cloud, state, gone, "domain_delete");
    });
    await cloud.publishZones();
    return ok({});
}

export function findDomain(state: CloudState, id: string): Domain {
    const domain = findById(domainsOf(state), id);
    if (!domain) throw notFound();
    return domain;
}

/** The name of a new domain, which nobody serves yet. */
function checkedName(state: CloudState, text: string): string {
    const name = zoneName(text);
    if (!isZoneName(name)) throw refuse("Domain is not valid", "domain");
    if (isReserved(name)) throw refuse(`${name} belongs to the lab itself: choose another name`, "domain");
    const server = servedBy(state, name);
    if (server === "Linode") throw refuse("DNS zone already exists.", "domain");
    if (server) throw refuse(`${name} is served by ${server} in this lab: delete it there`, "domain");
    return name;
}

export function note(cloud: Cloud, state: CloudState, { id, domain }: Domain, action: string): void {
    const entity = { id, label: domain, type: "domain" as const, url: `/v4${PATH}/${id}` };
    addEvent(state, cloud.now(), action, entity, "notification");
}
