import { ask } from "../http";
import { type Props, text } from "../values";

export type Json = Record<string, unknown>;
const DEFAULT_BASE = "https://api.cloudflare.com/client/v4";

/** An answer of the API that says no, in the words of the real plugin. */
export class CloudflareError extends Error {
    constructor(
        readonly status: number,
        message: string,
    ) {
        super(message);
    }
}

export const isGone = (error: unknown): boolean => error instanceof CloudflareError && error.status === 404;

/** The Cloudflare API v4, as far as the lab's plugin needs it. */
export class CloudflareApi {
    private base = "";
    private token = "";

    async configure(config: Props): Promise<void> {
        const env = process.env;
        this.base = (text(config, "baseUrl") ?? env.CLOUDFLARE_BASE_URL ?? DEFAULT_BASE).replace(/\/+$/, "");
        this.token = text(config, "apiToken") ?? env.CLOUDFLARE_API_TOKEN ?? "";
        if (!this.token) {
            throw new Error(
                "no Cloudflare API token: set cloudflare:apiToken in the stack's config or CLOUDFLARE_API_TOKEN",
            );
        }
    }

    get = (path: string): Promise<unknown> => this.call("GET", path);
    post = (path: string, body: Json): Promise<unknown> => this.call("POST", path, body);
    put = (path: string, body: Json): Promise<unknown> => this.call("PUT", path, body);
    patch = (path: string, body: Json): Promise<unknown> => this.call("PATCH", path, body);
    delete = (path: string): Promise<unknown> => this.call("DELETE", path);

    async find(path: string): Promise<Json | undefined> {
        try {
            return (await this.get(path)) as Json;
        } catch (error) {
            if (isGone(error)) return undefined;
            throw error;
        }
    }

    private async call(method: string, path: string, body?: Json): Promise<unknown> {
        const url = this.base + path;
        const answer = await ask({ method, url, token: this.token, body });
        const envelope = answer.json as { success?: boolean; result?: unknown } | undefined;
        if (answer.status >= 200 && answer.status <= 299 && envelope?.success !== false) return envelope?.result;
        const message = `failed to make http request: ${method} "${url}": ${answer.status} ${answer.text.slice(0, 500)}`;
        throw new CloudflareError(answer.status, message);
    }
}
