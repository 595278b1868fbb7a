import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { checkInputs } from "./check";
import { type Difference, diffInputs, rootOf } from "./diff";
import { inputsOf, plannedCreate, plannedUpdate } from "./plan";
import { PartialFailure, type Resource } from "./resource";
import { type Session, tokenOf } from "./session";
import type { ResourceType } from "./schema";
import { failureMessage } from "./setup";
import { markLike, type Props, revealed } from "./values";
import { decode, encode } from "./wire";

type Methods = Record<string, (request: never) => Promise<unknown>>;
type Found = { type: ResourceType; resource: Resource };

function detailed(difference: Difference): pb.PropertyDiff {
    const { Kind } = pb.PropertyDiff;
    const kinds = {
        add: difference.replace ? Kind.ADD_REPLACE : Kind.ADD,
        delete: difference.replace ? Kind.DELETE_REPLACE : Kind.DELETE,
        update: difference.replace ? Kind.UPDATE_REPLACE : Kind.UPDATE,
    };
    const message = new pb.PropertyDiff();
    message.setKind(kinds[difference.kind]);
    return message;
}

function before(request: pb.DiffRequest | pb.UpdateRequest): { state: Props; inputs: Props } {
    return { state: revealed(decode(request.getOlds())), inputs: revealed(decode(request.getOldInputs())) };
}

function diffResponse(differences: Difference[]): pb.DiffResponse {
    const response = new pb.DiffResponse();
    const { DIFF_SOME, DIFF_NONE } = pb.DiffResponse.DiffChanges;
    response.setChanges(differences.length > 0 ? DIFF_SOME : DIFF_NONE);
    response.setDiffsList([...new Set(differences.map((d) => rootOf(d.path)))]);
    response.setReplacesList([...new Set(differences.filter((d) => d.replace).map((d) => rootOf(d.path)))]);
    response.setHasdetaileddiff(true);
    for (const difference of differences) response.getDetaileddiffMap().set(difference.path, detailed(difference));
    response.setDeletebeforereplace(false);
    return response;
}

function questions(session: Session): Methods {
    return {
        check: async (request: pb.CheckRequest) => {
            const { type, resource } = session.find(tokenOf(request.getUrn(), request.getType()));
            const raw = decode(request.getNews());
            const { inputs, failures } = checkInputs(session.schema, type, resource, raw, revealed(raw));
            const response = new pb.CheckResponse();
            response.setInputs(encode(secretInputs(type, session, inputs)));
            response.setFailuresList(failures.map(failureMessage));
            return response;
        },
        diff: async (request: pb.DiffRequest) => {
            const { type, resource } = session.find(tokenOf(request.getUrn(), request.getType()));
            const news = revealed(decode(request.getNews()));
            const ignored = request.getIgnorechangesList();
            return diffResponse(diffInputs(session.provider, type, resource, before(request), news, ignored));
        },
        read: async (request: pb.ReadRequest) => {
            const found = session.find(tokenOf(request.getUrn(), request.getType()));
            const state = decode(request.getProperties());
            const inputs = decode(request.getInputs());
            const context = session.context(request.getUrn(), request.getName());
            const now = await found.resource.read(request.getId(), revealed(state), context);
            const response = new pb.ReadResponse();
            if (!now) return response;
            const wanted = inputsOf(found.type, found.resource, now.state, revealed(inputs));
            response.setId(now.id);
            response.setProperties(encode(finished(session, found, now.state, markSource(state, inputs))));
            response.setInputs(encode(secretInputs(found.type, session, markLike(wanted, inputs))));
            return response;
        },
    };
}

const markSource = (state: Props, inputs: Props): Props => ({ ...state, ...inputs });

/** Only a plugin that accepts secrets may make its own inputs secret. */
function secretInputs(type: ResourceType, session: Session, inputs: Props): Props {
    if (!session.provider.acceptSecrets) return inputs;
    return session.withSecrets({ ...type, outputs: type.inputs }, {} as Resource, inputs);
}

function finished(session: Session, found: Found, outs: Props, inputs: Props): Props {
    return session.withSecrets(found.type, found.resource, markLike(outs, inputs));
}

/** Runs one step; what it logged reaches the engine first, and a partial failure keeps its secrets. */
async function step(session: Session, found: Found, inputs: Props, run: () => Promise<Props>): Promise<Props> {
    try {
        return finished(session, found, await run(), inputs);
    } catch (error) {
        if (!(error instanceof PartialFailure)) throw error;
        throw new PartialFailure(error.id, finished(session, found, error.state, inputs), error.reason);
    } finally {
        await session.log.flush();
    }
}

async function update(session: Session, request: pb.UpdateRequest): Promise<pb.UpdateResponse> {
    const found = session.find(tokenOf(request.getUrn(), request.getType()));
    const { type, resource } = found;
    const news = decode(request.getNews());
    const inputs = revealed(news);
    const old = before(request);
    const response = new pb.UpdateResponse();
    if (request.getPreview()) {
        const planned = plannedUpdate(session.provider, type, resource, old, inputs);
        response.setProperties(encode(finished(session, found, planned, news)));
        return response;
    }
    const ignored = request.getIgnorechangesList();
    const differences = diffInputs(session.provider, type, resource, old, inputs, ignored);
    const change = { state: old.state, inputs, changed: new Set(differences.map((d) => rootOf(d.path))) };
    const context = session.context(request.getUrn(), request.getName(), request.getTimeout());
    const outs = await step(session, found, news, () => resource.update(request.getId(), change, context));
    response.setProperties(encode(outs));
    return response;
}

/** What happens to one resource: check, diff, create, read, update, delete. */
export function lifecycle(session: Session): Methods {
    return {
        ...questions(session),
        create: async (request: pb.CreateRequest) => {
            const found = session.find(tokenOf(request.getUrn(), request.getType()));
            const news = decode(request.getProperties());
            const inputs = revealed(news);
            const response = new pb.CreateResponse();
            if (request.getPreview()) {
                const planned = plannedCreate(found.type, found.resource, inputs);
                response.setProperties(encode(finished(session, found, planned, news)));
                return response;
            }
            const context = session.context(request.getUrn(), request.getName(), request.getTimeout());
            const outs = await step(session, found, news, async () => {
                const { id, state } = await found.resource.create(inputs, context);
                response.setId(id);
                return state;
            });
            response.setProperties(encode(outs));
            return response;
        },
        update: async (request: pb.UpdateRequest) => update(session, request),
        delete: async (request: pb.DeleteRequest) => {
            const { resource } = session.find(tokenOf(request.getUrn(), request.getType()));
            const state = revealed(decode(request.getProperties()));
            const context = session.context(request.getUrn(), request.getName(), request.getTimeout());
            await resource.remove(request.getId(), state, context);
            await session.log.flush();
            return new Empty();
        },
    };
}
