import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { typeFailures } from "./check";
import { equal } from "./diff";
import type { Failure } from "./resource";
import type { Session } from "./session";
import type { PropertySpec } from "./schema";
import { type Props, revealed, type Value } from "./values";
import { decode, encode } from "./wire";

type Methods = Record<string, (request: never) => Promise<unknown>>;

/** Settings arrive as text, lists and numbers as JSON text. */
function parsed(value: Value | undefined, spec: PropertySpec): Value | undefined {
    if (typeof value !== "string" || spec.type === "string" || spec.type === undefined) return value;
    try {
        return JSON.parse(value) as Value;
    } catch {
        return value;
    }
}

function settings(session: Session, raw: Props): Props {
    const variables = session.schema.file.config.variables ?? {};
    const plain = revealed(raw);
    const entries = Object.entries(variables).map(([key, spec]) => {
        const environment = spec.defaultInfo?.environment?.map((name) => process.env[name]).find((value) => value);
        return [key, parsed(plain[key] ?? environment, spec)] as const;
    });
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function failures(session: Session, raw: Props): Failure[] {
    const variables = session.schema.file.config.variables ?? {};
    const own = revealed(raw);
    // These two belong to the engine.
    delete own.version;
    delete own.pluginDownloadURL;
    for (const [key, spec] of Object.entries(variables)) if (own[key] !== undefined) own[key] = parsed(own[key], spec);
    return typeFailures(session.schema, own, { properties: variables });
}

export function failureMessage(failure: Failure): pb.CheckFailure {
    const message = new pb.CheckFailure();
    message.setProperty(failure.property);
    message.setReason(failure.reason);
    return message;
}

function settingsMethods(session: Session): Methods {
    return {
        checkConfig: async (request: pb.CheckRequest) => {
            const news = decode(request.getNews());
            const response = new pb.CheckResponse();
            response.setInputs(encode(news));
            response.setFailuresList(failures(session, news).map(failureMessage));
            return response;
        },
        diffConfig: async (request: pb.DiffRequest) => {
            const olds = revealed(decode(request.getOlds()));
            const news = revealed(decode(request.getNews()));
            const keys = new Set([...Object.keys(olds), ...Object.keys(news)]);
            const changed = [...keys].filter((key) => key !== "version" && !equal(olds[key], news[key]));
            const { DIFF_SOME, DIFF_NONE } = pb.DiffResponse.DiffChanges;
            const response = new pb.DiffResponse();
            response.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
            response.setDiffsList(changed);
            return response;
        },
        configure: async (request: pb.ConfigureRequest) => {
            const raw = decode(request.getArgs());
            await session.provider.configure(settings(session, raw));
            const response = new pb.ConfigureResponse();
            response.setAcceptsecrets(session.provider.acceptSecrets);
            response.setSupportspreview(true);
            return response;
        },
    };
}

/** What concerns the plugin as a whole: who it is, its settings, its functions, its end. */
export function setup(session: Session): Methods {
    return {
        ...settingsMethods(session),
        getSchema: async () => {
            const response = new pb.GetSchemaResponse();
            response.setSchema(session.schema.served());
            return response;
        },
        getPluginInfo: async () => {
            const response = new PluginInfo();
            response.setVersion(session.version);
            return response;
        },
        invoke: async (request: pb.InvokeRequest) => {
            const token = request.getTok();
            const spec = session.schema.file.functions[token];
            const run = session.provider.functions[token];
            if (!run)
                throw new Error(`${token}: ${spec ? "not supported by the lab yet; use the real plugin" : "unknown"}`);
            const inputs = revealed(decode(request.getArgs()));
            const response = new pb.InvokeResponse();
            const wrong = typeFailures(session.schema, inputs, spec?.inputs ?? {});
            if (wrong.length > 0) response.setFailuresList(wrong.map(failureMessage));
            else response.setReturn(encode(await run(inputs, session.context(""))));
            return response;
        },
        cancel: async () => {
            session.cancel();
            return new Empty();
        },
        attach: async () => new Empty(),
    };
}
