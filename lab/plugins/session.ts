import { EngineLog } from "./engine-log";
import type { Context, Provider, Resource } from "./resource";
import { type ResourceType, Schema } from "./schema";
import { markNamed, type Props } from "./values";

/** One running plugin: its provider, its schema and what belongs to the run. */
export class Session {
    readonly schema: Schema;
    private readonly abort = new AbortController();

    constructor(
        readonly provider: Provider,
        public version: string,
        readonly log: EngineLog,
    ) {
        this.schema = Schema.load(provider.name);
    }

    cancel(): void {
        this.abort.abort(new Error("the run was cancelled"));
    }

    context(urn: string, name = "", seconds = 0): Context {
        return {
            urn,
            name: name || (urn.split("::").pop() ?? ""),
            seconds,
            signal: this.abort.signal,
            log: this.log.for(urn),
        };
    }

    /** The type and its implementation for a token such as `linode:index/instance:Instance`. */
    find(token: string): { type: ResourceType; resource: Resource } {
        const type = this.schema.resource(token);
        if (!type) throw new Error(`${token}: not a resource of the ${this.provider.name} plugin ${this.version}`);
        const resource = this.provider.resources[type.token];
        if (!resource) {
            const known = Object.keys(this.provider.resources).join(", ");
            throw new Error(`${token}: not supported by the lab yet (it has ${known}); use the real plugin`);
        }
        return { type, resource };
    }

    /** Marks outputs that are secret by themselves, whatever the inputs were. */
    withSecrets(type: ResourceType, resource: Resource, outs: Props): Props {
        const bySchema = Object.keys(type.outputs).filter((key) => type.outputs[key].secret);
        return markNamed(outs, [...bySchema, ...(resource.secretOutputs ?? [])]);
    }
}

/** `urn:pulumi:stack::project::parent$type::name` -> `type`. */
export function tokenOf(urn: string, type = ""): string {
    return type || (urn.split("::")[2]?.split("$").pop() ?? "");
}
