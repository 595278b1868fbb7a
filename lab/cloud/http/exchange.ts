/** One request, read whole. */
export interface Call {
    method: string;
    /** Path below the base of its API. */
    path: string;
    params: Record<string, string>;
    query: URLSearchParams;
    headers: Record<string, string | undefined>;
    /** Parsed JSON, `{}` where there was none. */
    body: Record<string, unknown>;
}

export interface Answer {
    status: number;
    body: unknown;
}

export type Handler = (call: Call) => Answer | Promise<Answer>;

/** A `:name` in the path takes one segment; `:name+` at the end takes all that is left, for ids with a slash. */
export interface Route {
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
    path: string;
    handle: Handler;
}

/** One API on the server: where it begins, who may call it, and how it words its refusals. */
export interface Face {
    name: string;
    /** Matches the base path; what follows is the path of the routes. */
    base: RegExp;
    token: string;
    /** A token of a user who may do less, and which of the routes. @default there is none */
    limited?: { token: string; routes: RegExp };
    routes: Route[];
    unauthorized(): Answer;
    notFound(path: string): Answer;
    methodNotAllowed(): Answer;
    badJson(): Answer;
    /** The answer for an error thrown by a route: the API's own refusals, and 500 for what is a fault of the lab. */
    failure(error: unknown): Answer;
    /** The reason inside a refusal, for the log. */
    reason(body: unknown): string;
}

export function ok(body: unknown): Answer {
    return { status: 200, body };
}
