import * as http from "node:http";
import * as https from "node:https";

const ATTEMPTS = 6;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5000;

export interface Answer {
    status: number;
    text: string;
    json: unknown;
}

export interface Ask {
    method: string;
    url: string;
    token: string;
    body?: unknown;
    headers?: Record<string, string>;
    signal?: AbortSignal;
}

const agents = {
    http: new http.Agent({ keepAlive: true }),
    https: new https.Agent({ keepAlive: true }),
};

function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

interface Raw extends Answer {
    retryAfter: string | undefined;
}

function once(ask: Ask): Promise<Raw> {
    const url = new URL(ask.url);
    const secure = url.protocol === "https:";
    const body = ask.body === undefined ? undefined : JSON.stringify(ask.body);
    const headers: Record<string, string> = {
        authorization: `Bearer ${ask.token}`,
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...ask.headers,
    };
    const options = { method: ask.method, headers, signal: ask.signal, agent: secure ? agents.https : agents.http };
    return new Promise((resolve, reject) => {
        const request = (secure ? https : http).request(url, options, (response) => {
            let text = "";
            response.setEncoding("utf8");
            response.on("data", (chunk: string) => (text += chunk));
            response.on("error", reject);
            response.on("end", () => {
                const retryAfter = response.headers["retry-after"];
                resolve({ status: response.statusCode ?? 0, text, json: parse(text), retryAfter });
            });
        });
        request.on("error", reject);
        request.end(body);
    });
}

/** Waits, but ends at once with an error when the run is cancelled. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
        const stop = (): void => {
            clearTimeout(timer);
            reject(signal?.reason instanceof Error ? signal.reason : new Error("the run was cancelled"));
        };
        const timer = setTimeout(() => {
            signal?.removeEventListener("abort", stop);
            resolve();
        }, ms);
        if (signal?.aborted) stop();
        else signal?.addEventListener("abort", stop, { once: true });
    });
}

/** A connection that was never made, or one that an idle server closed under us, has done nothing yet. */
function harmless(error: unknown, method: string): boolean {
    const code = (error as NodeJS.ErrnoException).code;
    return code === "ECONNREFUSED" || (code === "ECONNRESET" && method === "GET");
}

/** One API call. Repeated when the server asks to (429, 503), or when it could not be reached at all (about 6 s). */
export async function ask(request: Ask): Promise<Answer> {
    let wait = FIRST_WAIT_MS;
    for (let attempt = 1; ; attempt++) {
        try {
            const answer = await once(request);
            const again = answer.status === 429 || answer.status === 503;
            if (!again || attempt === ATTEMPTS) return answer;
            if (answer.retryAfter) wait = Math.min(Number(answer.retryAfter) * 1000 || wait, LONGEST_WAIT_MS);
        } catch (error) {
            if (attempt === ATTEMPTS || !harmless(error, request.method)) {
                throw new Error(`${request.method} ${request.url}: ${(error as Error).message}`, { cause: error });
            }
        }
        await pause(wait, request.signal);
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
}
