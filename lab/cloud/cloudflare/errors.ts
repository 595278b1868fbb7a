import type { Answer, Face } from "../http/exchange";

/** A refusal in Cloudflare's form. */
export class CloudflareError extends Error {
    constructor(
        readonly status: number,
        readonly code: number,
        message: string,
    ) {
        super(message);
    }
}

export function invalid(code: number, message: string): CloudflareError {
    return new CloudflareError(400, code, message);
}

export function zoneNotFound(): CloudflareError {
    return new CloudflareError(404, 1001, "Invalid zone identifier");
}

export function recordNotFound(): CloudflareError {
    return new CloudflareError(404, 81044, "Record does not exist.");
}

function answerOf({ status, code, message }: CloudflareError): Answer {
    return { status, body: { success: false, errors: [{ code, message }], messages: [], result: null } };
}

export const cloudflareRefusals: Omit<Face, "name" | "base" | "token" | "routes"> = {
    unauthorized: () => answerOf(new CloudflareError(401, 10000, "Authentication error")),
    notFound: (path) =>
        answerOf(
            new CloudflareError(
                404,
                7003,
                `Could not route to ${path.replace(/^\/cloudflare/, "")}, perhaps your object identifier is invalid?`,
            ),
        ),
    methodNotAllowed: () =>
        answerOf(new CloudflareError(405, 10405, "Method not allowed for this authentication scheme")),
    badJson: () => answerOf(invalid(9207, "Request body is invalid.")),
    failure: (error) =>
        error instanceof CloudflareError
            ? answerOf(error)
            : answerOf(new CloudflareError(500, 10001, `fault of the lab: ${(error as Error).message}`)),
    reason: (body) => JSON.stringify((body as { errors?: unknown }).errors),
};
