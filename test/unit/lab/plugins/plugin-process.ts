import { type ChildProcess, spawn } from "node:child_process";
import * as path from "node:path";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { repoRoot } from "../../../../lab/paths";
import type { Props } from "../../../../lab/plugins/values";
import { decode, encode } from "../../../../lab/plugins/wire";

type Reply<T> = (error: grpc.ServiceError | null, value: T) => void;

function promised<T>(call: (reply: Reply<T>) => unknown): Promise<T> {
    return new Promise((resolve, reject) => call((error, value) => (error ? reject(error) : resolve(value))));
}

export interface Diffed {
    changed: boolean;
    replaces: string[];
    detailed: Record<string, string>;
}

const KINDS = ["add", "add-replace", "delete", "delete-replace", "update", "update-replace"];

/** A plugin in a process of its own, spoken to as the engine does. */
export class PluginProcess {
    private constructor(
        readonly child: ChildProcess,
        readonly client: ResourceProviderClient,
    ) {}

    static async start(name: string, env: Record<string, string> = {}): Promise<PluginProcess> {
        const program = path.join(repoRoot, "lab", "plugins", "bin", `pulumi-resource-${name}`);
        const child = spawn(program, [], {
            env: { ...process.env, SSH_AUTH_SOCK: "", ...env },
            stdio: ["ignore", "pipe", "ignore"],
        });
        const port = await new Promise<number>((resolve, reject) => {
            child.stdout?.once("data", (chunk: Buffer) => resolve(Number(String(chunk))));
            child.once("exit", (code) =>
                reject(new Error(`plugin ${name} ended with ${code} before it told its port`)),
            );
        });
        const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
        return new PluginProcess(child, client);
    }

    async stop(): Promise<void> {
        this.client.close();
        const ended = new Promise((resolve) => this.child.once("exit", resolve));
        this.child.kill("SIGINT");
        await ended;
    }

    async configure(args: Props): Promise<pb.ConfigureResponse> {
        const request = new pb.ConfigureRequest();
        request.setArgs(encode(args));
        request.setAcceptsecrets(true);
        return promised((reply: Reply<pb.ConfigureResponse>) => this.client.configure(request, reply));
    }

    async check(
        token: string,
        news: Props,
    ): Promise<{ inputs: Props; failures: { property: string; reason: string }[] }> {
        const request = new pb.CheckRequest();
        request.setUrn(urn(token));
        request.setNews(encode(news));
        const response = await promised((reply: Reply<pb.CheckResponse>) => this.client.check(request, reply));
        const failures = response.getFailuresList().map((f) => ({ property: f.getProperty(), reason: f.getReason() }));
        return { inputs: decode(response.getInputs()), failures };
    }

    async create(token: string, inputs: Props, preview = false): Promise<{ id: string; outs: Props }> {
        const request = new pb.CreateRequest();
        request.setUrn(urn(token));
        request.setName("thing");
        request.setProperties(encode(inputs));
        request.setPreview(preview);
        const response = await promised((reply: Reply<pb.CreateResponse>) => this.client.create(request, reply));
        return { id: response.getId(), outs: decode(response.getProperties()) };
    }

    async diff(token: string, id: string, old: { state: Props; inputs: Props }, news: Props): Promise<Diffed> {
        const request = new pb.DiffRequest();
        request.setUrn(urn(token));
        request.setId(id);
        request.setOlds(encode(old.state));
        request.setOldInputs(encode(old.inputs));
        request.setNews(encode(news));
        const response = await promised((reply: Reply<pb.DiffResponse>) => this.client.diff(request, reply));
        const detailed: Record<string, string> = {};
        response
            .getDetaileddiffMap()
            .forEach((value: pb.PropertyDiff, key: string) => (detailed[key] = KINDS[value.getKind()]));
        const changed = response.getChanges() === pb.DiffResponse.DiffChanges.DIFF_SOME;
        return { changed, replaces: response.getReplacesList(), detailed };
    }

    async update(
        token: string,
        id: string,
        old: { state: Props; inputs: Props },
        news: Props,
        preview = false,
    ): Promise<Props> {
        const request = new pb.UpdateRequest();
        request.setUrn(urn(token));
        request.setId(id);
        request.setName("thing");
        request.setOlds(encode(old.state));
        request.setOldInputs(encode(old.inputs));
        request.setNews(encode(news));
        request.setPreview(preview);
        const response = await promised((reply: Reply<pb.UpdateResponse>) => this.client.update(request, reply));
        return decode(response.getProperties());
    }

    async read(
        token: string,
        id: string,
        state: Props = {},
        inputs: Props = {},
    ): Promise<{ id: string; state: Props; inputs: Props }> {
        const request = new pb.ReadRequest();
        request.setUrn(urn(token));
        request.setId(id);
        request.setProperties(encode(state));
        request.setInputs(encode(inputs));
        const response = await promised((reply: Reply<pb.ReadResponse>) => this.client.read(request, reply));
        return { id: response.getId(), state: decode(response.getProperties()), inputs: decode(response.getInputs()) };
    }

    async delete(token: string, id: string, state: Props): Promise<void> {
        const request = new pb.DeleteRequest();
        request.setUrn(urn(token));
        request.setId(id);
        request.setProperties(encode(state));
        await promised((reply: Reply<Empty>) => this.client.delete(request, reply));
    }

    async invoke(token: string, args: Props): Promise<Props> {
        const request = new pb.InvokeRequest();
        request.setTok(token);
        request.setArgs(encode(args));
        const response = await promised((reply: Reply<pb.InvokeResponse>) => this.client.invoke(request, reply));
        return decode(response.getReturn());
    }

    async schema(): Promise<Record<string, unknown>> {
        const request = new pb.GetSchemaRequest();
        const response = await promised((reply: Reply<pb.GetSchemaResponse>) => this.client.getSchema(request, reply));
        return JSON.parse(response.getSchema()) as Record<string, unknown>;
    }

    async version(): Promise<string> {
        type Info = { getVersion(): string };
        return (await promised((reply: Reply<Info>) => this.client.getPluginInfo(new Empty(), reply))).getVersion();
    }

    async cancel(): Promise<void> {
        await promised((reply: Reply<Empty>) => this.client.cancel(new Empty(), reply));
    }
}

export const urn = (token: string): string => `urn:pulumi:test::project::${token}::thing`;

/** The id and state that a failed step tells the engine to keep; undefined when it keeps nothing. */
export function keptBy(error: unknown): { id: string; state: Props; reasons: string[] } | undefined {
    const packed = (error as grpc.ServiceError).metadata?.get("grpc-status-details-bin")[0];
    if (!packed) return undefined;
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the file has no type for deserialising
    const { Status } = require("@pulumi/pulumi/proto/status_pb") as typeof import("@pulumi/pulumi/proto/status_pb");
    const detail = Status.deserializeBinary(packed as Buffer).getDetailsList()[0];
    const failed = pb.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
    return { id: failed.getId(), state: decode(failed.getProperties()), reasons: failed.getReasonsList() };
}
