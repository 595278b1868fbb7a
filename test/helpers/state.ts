import { sshKeyFrom, type SshKey } from "../../components/host/identity";
import type { Pulumi } from "../../lab/engine/pulumi";

/** A resource of a stack's state, its secrets in clear. */
export interface StateResource {
    urn: string;
    type: string;
    name: string;
    inputs: Record<string, unknown>;
    outputs: Record<string, unknown>;
}

/** All resources of a stack, their secrets in clear. */
export async function resources(pulumi: Pulumi): Promise<StateResource[]> {
    const { code, stdout, stderr } = await pulumi.command(["stack", "export", "--show-secrets"]);
    if (code !== 0) throw new Error(`the state cannot be read: ${stderr}`);
    const found = (JSON.parse(stdout) as { deployment: { resources?: StateResource[] } }).deployment.resources ?? [];
    return found.map((resource) => ({ ...resource, name: resource.urn.split("::").pop() as string }));
}

/** With --show-secrets the engine writes secrets as {"<signature>": …, "plaintext": "<JSON>"}. */
function plain(value: unknown): string {
    const text = (value as { plaintext?: string } | undefined)?.plaintext;
    const secret: unknown = text === undefined ? value : JSON.parse(text);
    if (typeof secret !== "string" || secret.length < 16) throw new Error("a secret of the state is not to be read");
    return secret;
}

/** The texts that the keys of a stack are made from, by the names of their resources. */
export async function secretTexts(pulumi: Pulumi): Promise<Map<string, string>> {
    const made = (await resources(pulumi)).filter(({ type }) => type.endsWith(":RandomPassword"));
    return new Map(made.map(({ name, outputs }) => [name, plain(outputs.result)]));
}

/** The SSH key that the program makes from the secret text of this name. */
export function keyFrom(name: string, secret: string): SshKey {
    return sshKeyFrom(secret, name.includes("deploy-key") ? "deploy" : "host");
}

/** The generation of the deploy key that a stack is at; 1 before its first `up`. */
export async function deployKeyGeneration(pulumi: Pulumi): Promise<number> {
    const found = (await resources(pulumi)).map(({ name }) => /-deploy-key-(\d+)$/.exec(name)?.[1]);
    const generations = found.filter((text) => text !== undefined).map(Number);
    return generations.length > 0 ? Math.min(...generations) : 1;
}
