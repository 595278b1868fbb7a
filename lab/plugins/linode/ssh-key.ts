import type { Failure, Resource } from "../resource";
import { type Props, text } from "../values";
import type { Json, LinodeApi } from "./api";
import { timestamp } from "../names";

const stateOf = (key: Json): Props => ({
    label: key.label as string,
    sshKey: key.ssh_key as string,
    created: timestamp(key.created),
});

function check(inputs: Props): Failure[] {
    const label = text(inputs, "label");
    if (label === undefined || /^[\w -]*$/.test(label)) return [];
    return [{ property: "label", reason: `only letters, digits, _, - and space are allowed, got ${label}` }];
}

/** linode:index/sshKey:SshKey, a key of the whole profile. */
export function sshKey(api: LinodeApi): Resource {
    return {
        check,
        create: async (inputs) => {
            const body = { label: text(inputs, "label"), ssh_key: text(inputs, "sshKey") };
            const key = await api.post("/profile/sshkeys", body);
            return { id: String(key.id), state: stateOf(key) };
        },
        read: async (id) => {
            const key = await api.find(`/profile/sshkeys/${id}`);
            return key && { id, state: stateOf(key) };
        },
        update: async (id, { inputs }) =>
            stateOf(await api.put(`/profile/sshkeys/${id}`, { label: text(inputs, "label") })),
        remove: async (id) => api.drop(`/profile/sshkeys/${id}`),
    };
}
