import assert from "node:assert/strict";
import { cloudflare } from "../../../../lab/plugins/cloudflare/provider";
import { command } from "../../../../lab/plugins/command/provider";
import { linode } from "../../../../lab/plugins/linode/provider";
import { random } from "../../../../lab/plugins/random/provider";
import { type ResourceType, Schema } from "../../../../lab/plugins/schema";
import { hasUnknown, type Props, revealed, Secret } from "../../../../lab/plugins/values";
import { FakeApi } from "./fake-api";
import { PluginProcess } from "./plugin-process";
import { minimal, sample, wrong } from "./samples";

/** The connection of remote resources comes back with its defaults; everything else is echoed. */
const NEEDS_A_HOST = ["command:remote:Command", "command:remote:CopyToRemote"];
const SETTINGS = (url: string): Record<string, Props> => ({
    linode: { token: "t", url },
    cloudflare: { apiToken: "t", baseUrl: url },
});

function without(props: Props, key: string): Props {
    return Object.fromEntries(Object.entries(props).filter(([name]) => name !== key));
}

function replacesOn(schema: Schema, type: ResourceType, key: string): boolean {
    // The plugin itself calls a changed trigger an update: the SDK's replaceOnChanges makes it a replacement.
    if (schema.file.name === "command") return false;
    return type.replaceOnChange.has(key) || (type.token.endsWith(":Instance") && key === "metadatas");
}

for (const provider of [linode(), cloudflare(), command(), random()]) {
    describe(`the ${provider.name} plugin keeps the schema's word`, () => {
        const schema = Schema.load(provider.name);
        const api = new FakeApi();
        let plugin: PluginProcess;
        before(async () => {
            plugin = await PluginProcess.start(provider.name);
            await plugin.configure(SETTINGS(await api.start())[provider.name] ?? {});
        });
        after(async () => {
            await plugin.stop();
            await api.stop();
        });

        it("serves the schema without the lab's own keys, and the version", async () => {
            const served = await plugin.schema();
            assert.equal(served.name, provider.name);
            assert.equal(served.replaceOnChange, undefined);
            assert.deepEqual(Object.keys(served.resources as Props), Object.keys(schema.file.resources));
            assert.equal(await plugin.version(), schema.file.version);
        });

        for (const token of Object.keys(provider.resources)) {
            const type = schema.resource(token) as ResourceType;
            describe(token, () => cases(() => plugin, schema, type));
        }
    });
}

function cases(plugin: () => PluginProcess, schema: Schema, type: ResourceType): void {
    const inputs = minimal(type);
    const failing = async (news: Props): Promise<string[]> =>
        (await plugin().check(type.token, news)).failures.map((failure) => failure.property);

    for (const key of type.requiredInputs) {
        it(`refuses a missing ${key}`, async () => assert.ok((await failing(without(inputs, key))).includes(key)));
    }
    it("refuses an unknown property", async () =>
        assert.deepEqual(await failing({ ...inputs, nonsense: 1 }), ["nonsense"]));
    for (const [key, spec] of Object.entries(type.inputs)) {
        const bad = wrong(schema, spec.items ?? spec);
        if (bad === undefined) continue;
        it(`refuses a ${key} of a wrong type`, async () => {
            const at = (await failing({ ...inputs, [key]: spec.type === "array" ? [bad] : bad }))[0];
            assert.equal(at, spec.type === "array" ? `${key}[0]` : key);
        });
    }
    for (const [key, spec] of Object.entries(type.inputs)) {
        const replace = replacesOn(schema, type, key);
        it(`a changed ${key} is ${replace ? "a replacement" : "an update"}`, async () => {
            const old = { ...inputs, [key]: sample(schema, spec, 1) };
            const news = { ...inputs, [key]: sample(schema, spec, 2) };
            const diff = await plugin().diff(type.token, "1", { state: old, inputs: old }, news);
            assert.ok(diff.changed);
            assert.deepEqual(diff.replaces, replace ? [key] : []);
            const same = await plugin().diff(type.token, "1", { state: old, inputs: old }, old);
            assert.deepEqual(same.detailed, {});
        });
    }
    lifecycle(plugin, type, inputs);
}

function lifecycle(plugin: () => PluginProcess, type: ResourceType, inputs: Props): void {
    it("adds the known defaults at check, and no others", async () => {
        const checked = await plugin().check(type.token, inputs);
        assert.deepEqual(checked.failures, []);
        const wanted: Props = { ...inputs, ...type.checkAdds };
        if (Object.keys(type.checkAdds).length > 0) wanted.__defaults = Object.keys(type.checkAdds).sort();
        if (wanted.connection) {
            wanted.connection = { user: "root", port: 22, dialErrorLimit: 10, perDialTimeout: 15, host: "h" };
            assert.ok(checked.inputs.connection instanceof Secret);
        }
        assert.deepEqual(revealed(checked.inputs), wanted);
    });

    it("previews a create: defaults known, the cloud's values unknown", async () => {
        const { inputs: checked } = await plugin().check(type.token, inputs);
        const { outs } = await plugin().create(type.token, checked, true);
        const plain = revealed(outs);
        for (const [key, value] of Object.entries(type.known)) assert.deepEqual(plain[key], value, key);
        const unknown = Object.keys(plain).filter((key) => hasUnknown(plain[key]));
        const expected = [...type.computed].filter((key) => inputs[key] === undefined);
        assert.deepEqual(unknown.sort(), expected.sort());
    });

    if (NEEDS_A_HOST.includes(type.token)) return;
    it("creates with every promised output, secrets marked, and reads the same; then nothing changes", async () => {
        const { inputs: checked } = await plugin().check(type.token, inputs);
        const { id, outs } = await plugin().create(type.token, checked);
        assert.notEqual(id, "");
        // Without a private address this one output is absent, as with the real plugin.
        const promised = type.requiredOutputs.filter((key) => key !== "privateIpAddress");
        assert.deepEqual(
            promised.filter((key) => outs[key] === undefined),
            [],
        );
        for (const key of Object.keys(outs)) assert.ok(type.outputs[key], `${key} is no output of the schema`);
        const secrets = Object.keys(type.outputs).filter((key) => type.outputs[key].secret && outs[key] !== undefined);
        assert.deepEqual(
            secrets.filter((key) => !(outs[key] instanceof Secret)),
            [],
        );
        const state = revealed(outs);
        const again = await plugin().diff(type.token, id, { state, inputs: checked }, checked);
        assert.deepEqual(again.detailed, {});
        const read = await plugin().read(type.token, id, state, checked);
        assert.equal(read.id, id);
        const later = await plugin().diff(
            type.token,
            id,
            { state: revealed(read.state), inputs: read.inputs },
            checked,
        );
        assert.deepEqual(later.detailed, {});
        assert.deepEqual(await previewed(plugin(), type, id, state, checked), state);
        await plugin().delete(type.token, id, state);
    });
}

/** An update preview with nothing changed shows the stored state. */
async function previewed(
    plugin: PluginProcess,
    type: ResourceType,
    id: string,
    state: Props,
    inputs: Props,
): Promise<Props> {
    return revealed(await plugin.update(type.token, id, { state, inputs }, inputs, true));
}
