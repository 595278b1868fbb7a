import type { Answer, Face } from "../http/exchange";

export interface Reason {
    reason: string;
    field?: string;
}

/** A refusal in Linode's form: {"errors":[{"field":..., "reason":...}]} */
export class LinodeError extends Error {
    constructor(
        readonly status: number,
        readonly errors: Reason[],
    ) {
        super(errors.map(({ field, reason }) => (field ? `[${field}] ${reason}` : reason)).join("; "));
    }
}

/** 400 for one field; without a field, for the request as a whole. */
export function refuse(reason: string, field?: string): LinodeError {
    return new LinodeError(400, [field === undefined ? { reason } : { reason, field }]);
}

export function notFound(): LinodeError {
    return new LinodeError(404, [{ reason: "Not found" }]);
}

/** Linode's answer to an action on a Linode that is in the middle of another one; clients retry it. */
export function busy(): LinodeError {
    return refuse("Linode busy.");
}

function answerOf(error: LinodeError): Answer {
    return { status: error.status, body: { errors: error.errors } };
}

export const linodeRefusals: Omit<Face, "name" | "base" | "token" | "routes"> = {
    unauthorized: () => answerOf(new LinodeError(401, [{ reason: "Invalid Token" }])),
    notFound: () => answerOf(notFound()),
    methodNotAllowed: () => answerOf(new LinodeError(405, [{ reason: "Method Not Allowed" }])),
    badJson: () => answerOf(refuse("Invalid JSON")),
    failure: (error) =>
        error instanceof LinodeError
            ? answerOf(error)
            : answerOf(new LinodeError(500, [{ reason: `fault of the lab: ${(error as Error).message}` }])),
    reason: (body) => JSON.stringify((body as { errors?: unknown }).errors),
};
