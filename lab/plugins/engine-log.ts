import type * as grpc from "@grpc/grpc-js";
import type { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { Log } from "./resource";

type Severity = "INFO" | "WARNING";

/** Sends log lines to the engine: the only way for a plugin to be seen, since its stdout and stderr are hidden. */
export class EngineLog {
    private client: EngineClient | undefined;
    /** One line after the other: parallel calls would mix them up. */
    private last: Promise<void> = Promise.resolve();

    /** `address` undefined (a plugin started by hand): lines go to stderr. */
    constructor(private readonly address: string | undefined) {}

    for(urn: string): Log {
        return {
            info: (message) => this.send("INFO", message, urn, false),
            warning: (message) => this.send("WARNING", message, urn, false),
            status: (message) => this.send("INFO", message, urn, true),
        };
    }

    /** Waits until the engine has all lines, so that none comes after the end of its step. */
    async flush(): Promise<void> {
        await this.last;
    }

    private send(severity: Severity, message: string, urn: string, ephemeral: boolean): void {
        if (this.address === undefined) {
            process.stderr.write(`${message}\n`);
            return;
        }
        // eslint-disable-next-line @typescript-eslint/no-require-imports -- only who logs pays for loading it
        const pb = require("@pulumi/pulumi/proto/engine_pb") as EnginePb;
        const request = new pb.LogRequest();
        request.setSeverity(pb.LogSeverity[severity]);
        request.setMessage(message);
        request.setUrn(urn);
        request.setEphemeral(ephemeral);
        const deliver = (): Promise<void> =>
            new Promise((resolve) => {
                this.connect(this.address ?? "").log(request, (_error: grpc.ServiceError | null) => resolve());
            });
        this.last = this.last.then(deliver);
    }

    private connect(address: string): EngineClient {
        // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
        const { EngineClient: Client } = require("@pulumi/pulumi/proto/engine_grpc_pb") as Engine;
        // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
        const { credentials } = require("@grpc/grpc-js") as typeof grpc;
        this.client ??= new Client(address, credentials.createInsecure());
        return this.client;
    }
}

type EnginePb = typeof import("@pulumi/pulumi/proto/engine_pb");
type Engine = typeof import("@pulumi/pulumi/proto/engine_grpc_pb");
