import * as http from "node:http";

type Json = Record<string, unknown>;
export interface Call {
    method: string;
    path: string;
    /** What stands behind "?". */
    query: string;
    body: Json;
}
type Answer = { status: number; json: unknown };

const TIME = "2026-11-21T10:00:00";
const list = (data: unknown[]): Json => ({ data, page: 1, pages: 1, results: data.length });

/** A machine as the Linode API shows it. */
export function linodeOf(id: number, body: Json, status: string): Json {
    return {
        id,
        label: body.label ?? `linode${id}`,
        group: body.group ?? "",
        tags: body.tags ?? [],
        region: body.region,
        type: body.type,
        image: body.image ?? null,
        status,
        ipv4: ["192.0.2.10"],
        ipv6: "2001:db8::10/128",
        specs: { disk: 25600, memory: 1024, vcpus: 1, transfer: 1000, gpus: 0, accelerated_devices: 0 },
        alerts: { cpu: 90, io: 10000, network_in: 10, network_out: 10, transfer_quota: 80 },
        backups: { enabled: false, available: false, schedule: { day: null, window: null } },
        watchdog_enabled: body.watchdog_enabled ?? true,
        host_uuid: "uuid",
        has_user_data: body.metadata !== undefined,
        placement_group: body.placement_group
            ? {
                  id: (body.placement_group as Json).id,
                  label: "pg",
                  placement_group_type: "anti_affinity:local",
                  placement_group_policy: "strict",
              }
            : null,
        disk_encryption: "enabled",
        lke_cluster_id: null,
        capabilities: ["SMTP Enabled"],
        created: TIME,
        updated: TIME,
    };
}

/** A scripted answerer of just enough of both APIs: it keeps what is posted and hands it out again. */
export class FakeApi {
    readonly calls: Call[] = [];
    readonly things = new Map<string, Json>();
    /** The status that a new Linode has after each look at it; the last one stays. */
    boots: string[] = ["provisioning", "running"];
    /** Answers that come before everything else, by "METHOD path". */
    readonly script = new Map<string, Answer[]>();
    private next = 1000;
    private readonly server = http.createServer((request, response) => {
        let text = "";
        request.on("data", (chunk: Buffer) => (text += String(chunk)));
        request.on("end", () => {
            const [route, query = ""] = (request.url ?? "").split("?");
            const path = route.replace("/v4", "");
            const call = { method: request.method ?? "", path, query, body: (text ? JSON.parse(text) : {}) as Json };
            this.calls.push(call);
            const { status, json } = this.script.get(`${call.method} ${path}`)?.shift() ?? this.answer(call);
            response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
        });
    });

    async start(): Promise<string> {
        await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
        return `http://127.0.0.1:${(this.server.address() as { port: number }).port}`;
    }

    async stop(): Promise<void> {
        this.server.closeAllConnections();
        await new Promise((resolve) => this.server.close(resolve));
    }

    count(method: string, path: RegExp): number {
        return this.calls.filter((call) => call.method === method && path.test(call.path)).length;
    }

    private answer(call: Call): Answer {
        const cloudflare = call.path.startsWith("/zones");
        const json = cloudflare ? this.cloudflare(call) : this.linode(call);
        if (json) return { status: 200, json: cloudflare ? { success: true, errors: [], result: json } : json };
        const errors = [{ reason: "Not found", code: 81044, message: "Record does not exist." }];
        return { status: 404, json: { success: false, result: null, errors } };
    }

    private keep(path: string, thing: Json): Json {
        this.things.set(`${path}/${String(thing.id)}`, thing);
        return thing;
    }

    private linode({ method, path, body }: Call): Json | undefined {
        if (/\/(disks|configs|devices|events)$/.test(path) && method === "GET") return list(this.children(path));
        if (/\/(assign|unassign)$/.test(path)) return this.members(path, body);
        if (/\/(boot|shutdown|reboot)$/.test(path)) return this.power(path);
        if (path === "/linode/types") return list([]);
        if (/\/ips$/.test(path)) return { ipv4: { public: [], private: [] } };
        if (path.startsWith("/networking/ips/")) return this.address(method, path, body);
        if (/^\/volumes\/\d+\/\w+$/.test(path)) return this.volume(path, body);
        if (method === "POST") return this.keep(path, this.made(path, body));
        return this.stored(method, path, body);
    }

    private power(path: string): Json {
        this.boots = [path.endsWith("/shutdown") ? "offline" : "running"];
        return {};
    }

    private address(method: string, path: string, body: Json): Json {
        const id = path.split("/").pop();
        const thing = this.things.get(path) ?? this.keep("/networking/ips", { id, address: id, rdns: null });
        return method === "PUT" ? Object.assign(thing, body) : thing;
    }

    private members(path: string, body: Json): Json {
        const at = path.replace(/\/\w+$/, "");
        const group = this.things.get(at) ?? this.keep("/placement/groups", { id: at.split("/").pop() });
        const linodes = (body.linodes as number[]).map((id) => ({ linode_id: id, is_compliant: true }));
        return Object.assign(group, { members: path.endsWith("/assign") ? linodes : [] });
    }

    private volume(path: string, body: Json): Json | undefined {
        const [, , id, word] = path.split("/");
        const volume = this.things.get(`/volumes/${id}`);
        if (word === "detach") return volume && Object.assign(volume, { linode_id: null });
        return volume && Object.assign(volume, body);
    }

    private children(path: string): Json[] {
        return [...this.things].filter(([key]) => key.startsWith(`${path}/`)).map(([, value]) => value);
    }

    private made(path: string, body: Json): Json {
        const id = this.next++;
        if (path === "/linode/instances") return { ...linodeOf(id, body, this.boots[0]), looks: 0 };
        if (path.endsWith("/devices"))
            return {
                id,
                entity: { id: body.id, type: body.type, label: "x", url: "/v4/x" },
                created: TIME,
                updated: TIME,
            };
        if (path === "/volumes") {
            const defaults = { size: 20, linode_id: null, tags: [], encryption: "disabled", status: "active" };
            return { ...defaults, ...body, id, filesystem_path: `/dev/disk/by-id/scsi-0Linode_Volume_${body.label}` };
        }
        return { status: "enabled", is_compliant: true, members: [], ...body, id, created: TIME, updated: TIME };
    }

    private stored(method: string, path: string, body: Json): Json | undefined {
        const rules = path.endsWith("/rules");
        const at = rules ? path.replace("/rules", "") : path;
        const thing = this.things.get(at);
        if (!thing) return undefined;
        if (method === "DELETE") this.things.delete(at);
        if (method === "PUT" || method === "PATCH") Object.assign(thing, rules ? { rules: body } : body);
        if (typeof thing.looks === "number") thing.status = this.boots[Math.min(thing.looks++, this.boots.length - 1)];
        return thing;
    }

    private cloudflare({ method, path, body }: Call): Json | undefined {
        if (method !== "POST") return this.stored(method, path, body);
        const id = (this.next++).toString(16).padStart(32, "0");
        const times = { created_on: `${TIME}Z`, modified_on: `${TIME}Z` };
        return this.keep(path, { status: "pending", name_servers: [], ...body, ...times, id, proxiable: true });
    }
}
