import type { Answer, Face } from "../http/exchange";
import { CloudflareError } from "../cloudflare/errors";

/** A refusal of the lab's own API: {"error": "..."} */
export class ControlError extends Error {
    constructor(
        readonly status: number,
        message: string,
    ) {
        super(message);
    }
}

const answer = (status: number, error: string): Answer => ({ status, body: { error } });

export const controlRefusals: Omit<Face, "name" | "base" | "token" | "routes"> = {
    unauthorized: () => answer(401, "wrong or missing lab token: it is in the lab's lab.json"),
    notFound: (path) => answer(404, `the lab has nothing at ${path}`),
    methodNotAllowed: () => answer(405, "not with this method"),
    badJson: () => answer(400, "the body is not a JSON object"),
    failure: (error) => {
        const { message } = error as Error;
        return answer(error instanceof ControlError || error instanceof CloudflareError ? error.status : 500, message);
    },
    reason: (body) => JSON.stringify((body as { error?: unknown }).error),
};
