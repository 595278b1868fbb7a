import * as http from "node:http";
import { createHash, timingSafeEqual } from "node:crypto";
import type { Answer, Call, Face } from "./exchange";
import { match } from "./router";

const BODY_LIMIT = 1024 * 1024;

export interface Watcher {
    /** One line per request, for people. */
    log(line: string): void;
    /** A routed, authorised call. */
    called(face: string, kind: string): void;
}

/** Answers requests of several APIs on one port. */
export function requestListener(faces: Face[], watcher: Watcher): http.RequestListener {
    return (request, response) => {
        void answer(faces, request, watcher).then(
            (result) => send(response, result),
            () => response.destroy(),
        );
    };
}

async function answer(faces: Face[], request: http.IncomingMessage, watcher: Watcher): Promise<Answer> {
    const started = Date.now();
    const url = new URL(request.url ?? "/", "http://cloud");
    const face = faces.find((one) => one.base.test(url.pathname));
    if (!face) return { status: 404, body: { error: `no API at ${url.pathname}` } };
    const result = await dispatch(face, request, url, watcher).catch((error: unknown) => face.failure(error));
    const why = result.status >= 400 ? ` ${face.reason(result.body)}` : "";
    watcher.log(`${request.method} ${url.pathname}${url.search} ${result.status} ${Date.now() - started} ms${why}`);
    return result;
}

async function dispatch(face: Face, request: http.IncomingMessage, url: URL, watcher: Watcher): Promise<Answer> {
    const path = url.pathname.replace(face.base, "/");
    const method = request.method ?? "GET";
    const { authorization } = request.headers;
    const limited = face.limited?.routes.test(`${method} ${path}`) && authorised(authorization, face.limited.token);
    if (!limited && !authorised(authorization, face.token)) return face.unauthorized();
    const found = match(face.routes, method, path);
    if (found === "path") return face.notFound(url.pathname);
    if (found === "method") return face.methodNotAllowed();
    watcher.called(face.name, `${method} ${face.name} ${found.route.path}`);
    const body = await readBody(request);
    if (body === undefined) return face.badJson();
    const headers = request.headers as Call["headers"];
    return found.route.handle({ method, path, params: found.params, query: url.searchParams, headers, body });
}

function authorised(header: string | undefined, token: string): boolean {
    const digest = (text: string) => createHash("sha256").update(text).digest();
    return timingSafeEqual(digest(header ?? ""), digest(`Bearer ${token}`));
}

async function readBody(request: http.IncomingMessage): Promise<Record<string, unknown> | undefined> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > BODY_LIMIT) return undefined;
        chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString("utf8").trim();
    if (text === "") return {};
    try {
        const value: unknown = JSON.parse(text);
        const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
        return isObject ? (value as Record<string, unknown>) : undefined;
    } catch {
        return undefined;
    }
}

function send(response: http.ServerResponse, { status, body }: Answer): void {
    const text = JSON.stringify(body);
    response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
    response.end(text);
}
