import { readLabFile } from "../../lab/client/lab-file";

/** A record as the API of Cloudflare takes it. */
export interface ZoneRecord {
    type: string;
    name: string;
    content: string;
    ttl?: number;
    priority?: number;
}

async function call(
    lab: string,
    method: string,
    route: string,
    body?: object,
): Promise<{ id: string }[] & { id: string }> {
    const { url, cloudflareToken } = readLabFile(lab);
    const headers = { authorization: `Bearer ${cloudflareToken}`, "content-type": "application/json" };
    const text = body && JSON.stringify(body);
    const answer = await fetch(`${url}/cloudflare/client/v4${route}`, { method, headers, body: text });
    return ((await answer.json()) as { result: { id: string }[] & { id: string } }).result;
}

/** Puts a record into a zone of the lab, as its owner does by hand; returns what takes it out again. */
export async function addRecord(lab: string, zone: string, record: ZoneRecord): Promise<() => Promise<void>> {
    const [{ id }] = await call(lab, "GET", `/zones?name=${zone}`);
    const made = await call(lab, "POST", `/zones/${id}/dns_records`, { ttl: 60, ...record });
    return async () => void (await call(lab, "DELETE", `/zones/${id}/dns_records/${made.id}`));
}

/** The same for a domain of the lab's Linode account; names are relative to the domain. */
export async function addLinodeRecord(
    lab: string,
    domain: string,
    record: { type: string; name: string; target: string; priority?: number },
): Promise<() => Promise<void>> {
    const { url, linodeToken } = readLabFile(lab);
    const headers = { authorization: `Bearer ${linodeToken}`, "content-type": "application/json" };
    const asked = async (method: string, route: string, body?: object) => {
        const answer = await fetch(`${url}/linode/v4${route}`, { method, headers, body: body && JSON.stringify(body) });
        if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${await answer.text()}`);
        return (await answer.json()) as { id: number; data: { id: number; domain: string }[] };
    };
    const { data } = await asked("GET", "/domains");
    const records = `/domains/${data.find((one) => one.domain === domain)?.id}/records`;
    const { id } = await asked("POST", records, { ttl_sec: 300, ...record });
    return async () => void (await asked("DELETE", `${records}/${id}`));
}
