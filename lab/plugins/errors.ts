import * as grpc from "@grpc/grpc-js";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { PartialFailure } from "./resource";
import { encode } from "./wire";

const DETAILS = "grpc-status-details-bin";

/** An error in the form the engine reads; a partial failure carries the id and the state that must be kept. */
export function toServiceError(error: unknown): Partial<grpc.ServiceError> {
    const message = error instanceof Error ? error.message : String(error);
    const metadata = new grpc.Metadata();
    if (error instanceof PartialFailure) {
        const detail = new ErrorResourceInitFailed();
        detail.setId(error.id);
        detail.setProperties(encode(error.state));
        detail.setReasonsList([error.reason]);
        const packed = new Any();
        packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
        const status = new Status();
        status.setCode(grpc.status.UNKNOWN);
        status.setMessage(message);
        status.addDetails(packed);
        metadata.add(DETAILS, Buffer.from(status.serializeBinary()));
    }
    return { code: grpc.status.UNKNOWN, details: message, message, metadata };
}
