import type { Cloud } from "../cloud";
import { type Call, ok } from "../http/exchange";
import { notFound } from "./errors";
import { configView } from "./instance-views";
import { readInterfaces, setInterfaces } from "./interfaces";
import { findById, Input } from "./read-input";

/** Changes the interfaces of the one boot profile; they are there from the next boot on. */
export async function changeConfig(cloud: Cloud, { params, body }: Call) {
    const input = new Input(body);
    const interfaces = readInterfaces(input);
    for (const field of Object.keys(body).filter((key) => key !== "interfaces")) {
        input.problem(field, `The lab does not change ${field} of a configuration profile`);
    }
    input.done();
    const changed = await cloud.change((state) => {
        const instance = findById(state.instances, params.id);
        if (!instance || instance.image === null || String(instance.configId) !== params.part) throw notFound();
        if (interfaces) setInterfaces(state, instance, interfaces);
        return instance;
    });
    await cloud.publishRules();
    return ok(configView(cloud.state, changed));
}
