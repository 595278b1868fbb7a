import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";
import { MockMonitor, MockResourceArgs } from "@pulumi/pulumi/runtime/mocks";

/** The mark that the SDK puts on a secret, on its way to the engine. */
const SECRET_SIG = "1b47061264138c4ac30d75fd1eb44270";
const SIG = "4dabf18193072939515e22adb298388d";

/** One resource as the engine was asked to register it. */
export interface Registered {
    readonly type: string;
    readonly name: string;
    readonly urn: string;
    /** Inputs; a secret one is still wrapped, see `isSecret` and `plain`. */
    readonly inputs: Record<string, unknown>;
    /** False for a component. */
    readonly custom: boolean;
    /** URN of the parent, "" for none. */
    readonly parent: string;
    /** URNs of all that has to be done before: by `dependsOn` or by a value. */
    readonly after: readonly string[];
    readonly protect: boolean;
    readonly ignoreChanges: readonly string[];
    readonly deleteBeforeReplace: boolean;
    readonly additionalSecretOutputs: readonly string[];
    readonly hideDiffs: readonly string[];
    /** URN of the resource that it dies with, "" for none. */
    readonly deletedWith: string;
    /** Names that it had before: a resource of such a name becomes this one. */
    readonly aliases: readonly string[];
}

/** What a program registered under mocks. */
export interface Recording {
    readonly resources: readonly Registered[];
    /** Failures that nobody awaits: the engine would end the `up` with them. Each message once. */
    readonly errors: readonly string[];
    /** Data sources that were asked: "token {inputs}". */
    readonly calls: readonly string[];
}

export function isSecret(value: unknown): boolean {
    return typeof value === "object" && value !== null && (value as Record<string, unknown>)[SIG] === SECRET_SIG;
}

/** The value without the marks of secrets. */
export function plain<T = unknown>(value: unknown): T {
    if (isSecret(value)) return plain((value as { value: unknown }).value);
    if (Array.isArray(value)) return value.map((item) => plain(item)) as T;
    if (typeof value !== "object" || value === null) return value as T;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)])) as T;
}

/** All that is readable in a value: what stands in a secret is left out. */
export function readable(value: unknown): string {
    return JSON.stringify(value, (_, inner) => (isSecret(inner) ? "[secret]" : inner));
}

/** A secret that depends on name and keepers, as RandomPassword's does; the same in each test run. */
export function passwordOf(name: string, keepers: unknown): string {
    return createHash("sha256")
        .update(`${name} ${JSON.stringify(keepers)}`)
        .digest("hex")
        .slice(0, 48);
}

const INSTANCE_ADDRESSES: Record<string, string> = {
    ...{ a: "203.0.113.10", b: "203.0.113.20" },
    ...{ dc2: "203.0.113.30", witness: "203.0.113.40" },
    ...{ mupdate: "203.0.113.50", front1: "203.0.113.51", front2: "203.0.113.52" },
};

/** What hosts say to a session: one asked for DKIM keys tells two. The role step tells who is the primary: the host that it ran on. */
function answer(name: string): string {
    if (name.endsWith("-dkim")) return "KEYInUse\nKEYBefore\n";
    if (!/-(role|pair)$/.test(name)) return "{}";
    const told = { primary: "a", epoch: 1, lossBound: "0: nothing has failed yet" };
    return `${JSON.stringify({ phase: "role" })}\n${JSON.stringify({ told })}\n`;
}

/** What providers would answer. Outputs that only a real `up` can know are left out in a preview. */
const created: Record<string, (args: MockResourceArgs) => Record<string, unknown>> = {
    "linode:index/instance:Instance": ({ name }) => ({
        ipAddress: INSTANCE_ADDRESSES[name.split("-").pop()!],
        ipv6: `2001:db8::${name.split("-").pop()}/128`,
    }),
    "linode:index/firewall:Firewall": () => ({}),
    "linode:index/placementGroup:PlacementGroup": () => ({}),
    "linode:index/rdns:Rdns": () => ({}),
    "linode:index/volume:Volume": () => ({}),
    "cloudflare:index/dnsRecord:DnsRecord": () => ({}),
    "linode:index/domainRecord:DomainRecord": () => ({}),
    "command:local:Command": () => ({}),
    "command:remote:Command": ({ name }) => ({ stdout: answer(name), stderr: "" }),
    "command:remote:CopyToRemote": () => ({}),
    "random:index/randomPassword:RandomPassword": ({ name, inputs }) => ({
        result: pulumi.secret(passwordOf(name, inputs.keepers ?? {})),
    }),
};

function newResource(args: MockResourceArgs, preview: boolean) {
    if (!args.custom) return { id: undefined, state: args.inputs };
    const make = created[args.type];
    if (!make) throw new Error(`no mock for ${args.type}: add it to test/helpers/mocks.ts`);
    if (preview) return { id: undefined, state: args.inputs };
    const digits = parseInt(createHash("sha256").update(args.name).digest("hex").slice(0, 6), 16);
    return { id: String(digits), state: { ...args.inputs, ...make(args) } };
}

/** What stands in every zone beside what a program makes. */
export const zoneRecords: { type: string; name: string; content: string }[] = [];

function call(token: string, inputs: Record<string, unknown>) {
    if (token === "linode:index/getDomain:getDomain") return { id: 1001, domain: inputs.domain };
    if (token === "linode:index/getDomainZonefile:getDomainZonefile") {
        const lines = zoneRecords.map(
            ({ type, name, content }) => `${name}. ${type} ${type === "MX" ? `10 ${content}.` : content}`,
        );
        return { ...inputs, zoneFiles: ["@ IN SOA ns1.linode.com. hostmaster 1 14400 14400 1209600 86400", ...lines] };
    }
    if (token === "cloudflare:index/getDnsRecords:getDnsRecords") {
        const start = (inputs.name as { startswith?: string } | undefined)?.startswith ?? "";
        const results = zoneRecords.filter(({ type, name }) => type === inputs.type && name.startsWith(start));
        return { ...inputs, results };
    }
    if (token !== "cloudflare:index/getZone:getZone") throw new Error(`no mock for the call of ${token}`);
    return { id: "zone-id", zoneId: "zone-id", filter: inputs.filter };
}

/* eslint-disable @typescript-eslint/no-explicit-any -- the SDK's request is a generated class without types */
function recorded(request: any, urn: string): Registered {
    return {
        type: request.getType(),
        name: request.getName(),
        urn,
        inputs: request.getObject().toJavaScript(),
        custom: request.getCustom(),
        parent: request.getParent(),
        after: request.getDependenciesList(),
        protect: request.getProtect() ?? false,
        ignoreChanges: request.getIgnorechangesList(),
        deleteBeforeReplace: request.getDeletebeforereplace(),
        additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
        hideDiffs: request.getHidediffsList(),
        deletedWith: request.getDeletedwith(),
        // Those that only say so much as "of the same name" are the SDK's own.
        aliases: request.getAliasesList().flatMap((alias: any) => alias.getSpec()?.getName() || []),
    };
}
/* eslint-enable @typescript-eslint/no-explicit-any */

/** Turns of the event loop in which nothing new happens after a failure: then nothing will. */
const QUIET_TURNS = 20;

/**
 * Waits for all registrations. After a failure there is no end to wait for: what depends on a failed resource waits for
 * ever, since the engine would have ended the program; so a while without new registrations counts as the end.
 */
async function settled(errors: ReadonlySet<string>, registered: readonly Registered[]): Promise<void> {
    let ended = false;
    const end = pulumi.runtime.disconnect().finally(() => (ended = true));
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    for (let quiet = 0, count = 0; !ended && quiet < QUIET_TURNS; await turn()) {
        quiet = errors.size > 0 && count === registered.length ? quiet + 1 : 0;
        count = registered.length;
    }
    if (ended) await end;
    // Node tells of a rejection at the end of a turn.
    await turn();
    // The SDK would make the whole test run fail for promises that are still open when it exits.
    if (errors.size > 0) (debuggable as unknown as { leakedPromises(): unknown }).leakedPromises();
}

/** While `work` runs, failures that nobody awaits go into `errors` instead of ending the test run. */
async function gathering(errors: Set<string>, work: () => Promise<void>): Promise<void> {
    const before = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", (reason) => errors.add(reason instanceof Error ? reason.message : String(reason)));
    try {
        await work();
    } finally {
        process.removeAllListeners("unhandledRejection");
        before.forEach((listener) => process.on("unhandledRejection", listener));
    }
}

/**
 * Runs a program against mocks and tells all that it registered. Throws what the program throws at once; what fails
 * later is in `errors`. A data source or resource without a mock fails.
 */
export async function record(program: () => unknown, preview = false, project = "project"): Promise<Recording> {
    const resources: Registered[] = [];
    const calls: string[] = [];
    const mocks: pulumi.runtime.Mocks = {
        newResource: (args) => newResource(args, preview),
        call: ({ token, inputs }) => {
            calls.push(`${token} ${JSON.stringify(inputs)}`);
            return call(token, inputs);
        },
    };
    await pulumi.runtime.setMocks(mocks, project, "stack", preview);
    const monitor = pulumi.runtime.getMonitor() as unknown as MockMonitor;
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, callback) => {
        return register(request, (error, response) => {
            if (!error) resources.push(recorded(request, response.getUrn()));
            callback(error, response);
        });
    };
    const errors = new Set<string>();
    await gathering(errors, async () => {
        try {
            await program();
        } finally {
            await settled(errors, resources);
        }
    });
    return { resources, errors: [...errors], calls };
}

/** The value of an output; `undefined` when it is unknown, as in a preview. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    return (output as unknown as { promise(): Promise<T> }).promise();
}

/** The one resource of this name, whatever its type, or of this type and name. */
export function find({ resources }: Recording, name: string, type = ""): Registered {
    const found = resources.filter((one) => one.name === name && one.type.includes(type));
    if (found.length === 1) return found[0];
    const names = resources.map((one) => `${one.type} ${one.name}`).join("\n");
    throw new Error(`${found.length} resources are called ${name} ${type}; there are:\n${names}`);
}
