import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { LabClient } from "../../../../lab/client/lab-client";
import { MemoryGround } from "../../../../lab/cloud/memory-ground";
import { startCloud, type RunningCloud } from "../../../../lab/cloud/start-cloud";
import { networkOf } from "../../../../lab/net/network";

export const TOKENS = { linode: "linode-token", cloudflare: "cloudflare-token", lab: "lab-token" };

/** What came back: status and parsed body. */
export interface Reply {
    status: number;
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies are what the tests look at
    body: any;
}

/** The local cloud over real HTTP, on a ground in memory. */
export class TestCloud {
    readonly log: string[] = [];
    now = new Date("2026-11-21T12:00:00Z");
    private running: RunningCloud | undefined;

    private constructor(
        readonly ground: MemoryGround,
        readonly folder: string,
    ) {}

    static async start(): Promise<TestCloud> {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), "standby-cloud-"));
        const cloud = new TestCloud(new MemoryGround(), folder);
        await cloud.open();
        return cloud;
    }

    /** Starts a server on the state as it is on disk. `bootId`: another one means that the host was off. */
    async open(bootId = "first"): Promise<void> {
        this.running = await startCloud({
            net: networkOf("test", 5),
            stateFile: path.join(this.folder, "cloud", "state.json"),
            ground: this.ground,
            bootId,
            log: (line) => this.log.push(line),
            now: () => this.now,
            tokens: TOKENS,
            host: "127.0.0.1",
            port: 0,
        });
    }

    get inside() {
        if (!this.running) throw new Error("the cloud is not open");
        return this.running.cloud;
    }

    get lab(): LabClient {
        return new LabClient({ url: this.running?.url ?? "", labToken: TOKENS.lab });
    }

    async close(): Promise<void> {
        await this.running?.close();
        this.running = undefined;
    }

    async end(): Promise<void> {
        await this.close();
        fs.rmSync(this.folder, { recursive: true });
    }

    /** Every machine has done all it was told. */
    idle(): Promise<void> {
        return this.inside.lanes.idle();
    }

    linode(method: string, route: string, body?: unknown, filter?: object): Promise<Reply> {
        return this.ask(
            `/linode/v4${route}`,
            method,
            TOKENS.linode,
            body,
            filter && { "x-filter": JSON.stringify(filter) },
        );
    }

    cloudflare(method: string, route: string, body?: unknown): Promise<Reply> {
        return this.ask(`/cloudflare/client/v4${route}`, method, TOKENS.cloudflare, body);
    }

    async ask(route: string, method: string, token?: string, body?: unknown, extra: object = {}): Promise<Reply> {
        const response = await fetch(`${this.running?.url}${route}`, {
            method,
            headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...extra },
            ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
        });
        return { status: response.status, body: await response.json() };
    }

    /** Creates a Linode with a key and what is given, and returns its view once it runs. */
    async runningLinode(label: string, extra: object = {}): Promise<Reply["body"]> {
        const { status, body } = await this.linode("POST", "/linode/instances", { ...LINODE, label, ...extra });
        if (status !== 200) throw new Error(JSON.stringify(body));
        await this.idle();
        return (await this.linode("GET", `/linode/instances/${body.id}`)).body;
    }
}

export const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8a deploy";

/** The least that a Linode needs. */
export const LINODE = {
    region: "eu-central",
    type: "g6-nanode-1",
    image: "linode/debian12",
    authorized_keys: [KEY],
};
