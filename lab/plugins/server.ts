import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { lifecycle } from "./lifecycle";
import { setup } from "./setup";
import { Session } from "./session";
import { toServiceError } from "./errors";

const MAX_MESSAGE = 1024 * 1024 * 400;

/** Turns `async (request) => response` methods into gRPC handlers. */
function handlers(methods: Record<string, (request: never) => Promise<unknown>>): grpc.UntypedServiceImplementation {
    const handle = (method: (request: never) => Promise<unknown>) => {
        const call: grpc.handleUnaryCall<unknown, unknown> = ({ request }, reply) => {
            method(request as never).then(
                (response) => reply(null, response),
                (error: unknown) => reply(toServiceError(error)),
            );
        };
        return call as grpc.UntypedHandleCall;
    };
    return Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, handle(method)]));
}

/**
 * Serves one plugin on 127.0.0.1 and returns the port. The service is served here and not by the SDK's own server,
 * which throws away the configuration, the preview flag, old inputs and detailed diffs.
 */
export async function serve(session: Session): Promise<{ port: number; server: grpc.Server }> {
    const server = new grpc.Server({
        "grpc.max_receive_message_length": MAX_MESSAGE,
        "grpc.max_send_message_length": MAX_MESSAGE,
    });
    const service = ResourceProviderService as unknown as grpc.ServiceDefinition;
    server.addService(service, handlers({ ...setup(session), ...lifecycle(session) }));
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
            if (error) reject(error);
            else resolve(bound);
        });
    });
    return { port, server };
}
