import { type Answer, ask } from "../http";
import { int, type Props, text } from "../values";

export type Json = Record<string, unknown>;
const PAGE_SIZE = 100;
const DEFAULT_EVENT_POLL_MS = 200;

/** An answer of the API that says no: `[400] [label] Label must be unique among your Linodes`. */
export class LinodeError extends Error {
    constructor(
        readonly status: number,
        message: string,
    ) {
        super(message);
    }
}

export const isGone = (error: unknown): boolean => error instanceof LinodeError && error.status === 404;

function errorOf(answer: Answer, method: string, url: string): LinodeError {
    const errors = (answer.json as { errors?: { reason: string; field?: string }[] } | undefined)?.errors;
    const reasons = errors?.map(({ reason, field }) => (field ? `[${field}] ${reason}` : reason)).join("; ");
    const said = reasons ?? `Unexpected answer to ${method} ${url}: ${answer.text.slice(0, 200)}`;
    return new LinodeError(answer.status, `[${String(answer.status).padStart(3, "0")}] ${said}`);
}

function baseOf(config: Props): string {
    const url = (text(config, "url") ?? "https://api.linode.com").replace(/\/+$/, "");
    return /\/v4(beta)?$/.test(url) ? url : `${url}/${text(config, "apiVersion") ?? "v4"}`;
}

/** The Linode API v4, as far as the lab's plugin needs it. Configured once, before anything else is called. */
export class LinodeApi {
    private base = "";
    private token = "";
    /** How often something that takes time is looked at, in milliseconds. */
    pollMs = DEFAULT_EVENT_POLL_MS;

    /** Asks the API once, so that a wrong token shows before anything is done. */
    async configure(config: Props): Promise<void> {
        this.base = baseOf(config);
        this.token = text(config, "token") ?? process.env.LINODE_TOKEN ?? "";
        this.pollMs = int(config, "eventPollMs") ?? DEFAULT_EVENT_POLL_MS;
        if (!this.token) throw new Error("no Linode API token: set linode:token in the stack's config or LINODE_TOKEN");
        try {
            await this.get("/linode/types");
        } catch (error) {
            throw new Error(`cannot use the Linode API at ${this.base}: ${(error as Error).message}`);
        }
    }

    get = (path: string): Promise<Json> => this.call("GET", path);
    post = (path: string, body: Json = {}): Promise<Json> => this.call("POST", path, body);
    put = (path: string, body: Json): Promise<Json> => this.call("PUT", path, body);
    delete = (path: string): Promise<Json> => this.call("DELETE", path);

    /** All pages of a list. */
    async list(path: string): Promise<Json[]> {
        const items: Json[] = [];
        for (let page = 1; ; page++) {
            const answer = await this.get(`${path}?page=${page}&page_size=${PAGE_SIZE}`);
            items.push(...((answer.data as Json[] | undefined) ?? []));
            if (page >= ((answer.pages as number | undefined) ?? 1)) return items;
        }
    }

    /** The thing at `path`, or undefined when there is none. */
    async find(path: string): Promise<Json | undefined> {
        try {
            return await this.get(path);
        } catch (error) {
            if (isGone(error)) return undefined;
            throw error;
        }
    }

    /** Deletes; what is gone already is fine. */
    async drop(path: string): Promise<void> {
        try {
            await this.delete(path);
        } catch (error) {
            if (!isGone(error)) throw error;
        }
    }

    private async call(method: string, path: string, body?: Json): Promise<Json> {
        const url = this.base + path;
        const answer = await ask({ method, url, token: this.token, body });
        if (answer.status < 200 || answer.status > 299) throw errorOf(answer, method, url);
        return (answer.json as Json | undefined) ?? {};
    }
}
