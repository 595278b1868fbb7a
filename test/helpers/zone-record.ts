import { type LabFile, readLabFile } from "../../lab/client/lab-file";

/** A record as the API of Cloudflare takes it. */
export interface ZoneRecord {
    type: string;
    name: string;
    content: string;
    ttl?: number;
    priority?: number;
}

/** One call of an API of the lab's cloud. Throws what it says unless it agrees. */
async function call<T>({ url }: LabFile, token: string, method: string, route: string, body?: object): Promise<T> {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(`${url}${route}`, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
}

/** Puts a record into a zone of the lab, as its owner does by hand; returns what takes it out again. */
export async function addRecord(lab: string, zone: string, record: ZoneRecord): Promise<() => Promise<void>> {
    const file = readLabFile(lab);
    const asked = <T>(method: string, route: string, body?: object) =>
        call<{ result: T }>(file, file.cloudflareToken, method, `/cloudflare/client/v4${route}`, body);
    const [{ id }] = (await asked<{ id: string }[]>("GET", `/zones?name=${zone}`)).result;
    const records = `/zones/${id}/dns_records`;
    const made = (await asked<{ id: string }>("POST", records, { ttl: 60, ...record })).result;
    return async () => void (await asked("DELETE", `${records}/${made.id}`));
}

/** The same for a domain of the lab's Linode account; names are relative to the domain. */
export async function addLinodeRecord(
    lab: string,
    domain: string,
    record: { type: string; name: string; target: string; priority?: number },
): Promise<() => Promise<void>> {
    const file = readLabFile(lab);
    const asked = <T>(method: string, route: string, body?: object) =>
        call<T>(file, file.linodeToken, method, `/linode/v4${route}`, body);
    const { data } = await asked<{ data: { id: number; domain: string }[] }>("GET", "/domains");
    const records = `/domains/${data.find((one) => one.domain === domain)?.id}/records`;
    const { id } = await asked<{ id: number }>("POST", records, { ttl_sec: 300, ...record });
    return async () => void (await asked("DELETE", `${records}/${id}`));
}
