import type { Route } from "./exchange";

export interface Match {
    route: Route;
    params: Record<string, string>;
}

/** Finds the route for a request; "method" when the path is known but not with that method. */
export function match(routes: Route[], method: string, path: string): Match | "path" | "method" {
    let pathKnown = false;
    for (const route of routes) {
        const params = fit(route.path, path);
        if (!params) continue;
        if (route.method === method) return { route, params };
        pathKnown = true;
    }
    return pathKnown ? "method" : "path";
}

function fit(pattern: string, path: string): Record<string, string> | undefined {
    const wanted = segments(pattern);
    const given = segments(path);
    const params: Record<string, string> = {};
    for (const [index, want] of wanted.entries()) {
        if (given[index] === undefined) return undefined;
        if (want.startsWith(":") && want.endsWith("+")) {
            params[want.slice(1, -1)] = given.slice(index).map(decode).join("/");
            return params;
        }
        if (want.startsWith(":")) params[want.slice(1)] = decode(given[index]);
        else if (want !== given[index]) return undefined;
    }
    return wanted.length === given.length ? params : undefined;
}

function segments(path: string): string[] {
    return path.split("/").filter((segment) => segment !== "");
}

function decode(segment: string): string {
    try {
        return decodeURIComponent(segment);
    } catch {
        return segment;
    }
}
