import type { Cloud } from "../cloud";
import { ok, type Call, type Route } from "../http/exchange";
import { nextId } from "../state";
import { notFound, refuse } from "./errors";
import { addEvent } from "./events";
import type { EventEntity, SshKey } from "./model";
import { page } from "./page";
import { findById, Input } from "./read-input";
import { linodeTime } from "./time";

const PATH = "/profile/sshkeys";
const KEY = /^(ssh-(rsa|ed25519|dss)|ecdsa-sha2-nistp(256|384|521)|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]+={0,3}( .*)?$/;

/** Whether a text is one line of an authorized_keys file, without options. */
export function isSshKey(text: string): boolean {
    return KEY.test(text.trim());
}

/** Public keys of the profile: those of `authorized_users` at creation of a Linode. */
export function sshKeyRoutes(cloud: Cloud): Route[] {
    return [
        { method: "GET", path: PATH, handle: (call) => page(call, cloud.state.sshKeys.map(view)) },
        { method: "POST", path: PATH, handle: (call) => create(cloud, call) },
        {
            method: "GET",
            path: `${PATH}/:id`,
            handle: ({ params }) => ok(view(existing(cloud.state.sshKeys, params.id))),
        },
        { method: "PUT", path: `${PATH}/:id`, handle: (call) => update(cloud, call) },
        { method: "DELETE", path: `${PATH}/:id`, handle: (call) => remove(cloud, call) },
    ];
}

async function create(cloud: Cloud, call: Call) {
    const input = new Input(call.body);
    const label = input.requiredText("label");
    const key = input.requiredText("ssh_key").trim();
    input.done();
    checkKeyLabel(label);
    if (!isSshKey(key)) throw refuse("SSH Key is not valid", "ssh_key");
    const made = await cloud.change((state) => {
        const one: SshKey = { id: nextId(state, "sshKey"), label, key, created: linodeTime(cloud.now()) };
        state.sshKeys.push(one);
        addEvent(state, cloud.now(), "user_ssh_key_add", entity(one), "notification");
        return one;
    });
    return ok(view(made));
}

async function update(cloud: Cloud, { params, body }: Call) {
    const input = new Input(body);
    const label = input.text("label");
    input.done();
    if (label !== undefined) checkKeyLabel(label);
    const changed = await cloud.change((state) =>
        Object.assign(existing(state.sshKeys, params.id), label && { label }),
    );
    return ok(view(changed));
}

async function remove(cloud: Cloud, { params }: Call) {
    await cloud.change((state) => {
        const gone = existing(state.sshKeys, params.id);
        state.sshKeys = state.sshKeys.filter((key) => key !== gone);
        addEvent(state, cloud.now(), "user_ssh_key_delete", entity(gone), "notification");
    });
    return ok({});
}

function checkKeyLabel(label: string): void {
    if (label.length === 0 || label.length > 64) throw refuse("Length must be 1-64 characters", "label");
    if (!/^[A-Za-z0-9 _.-]+$/.test(label)) {
        throw refuse("Label must only use ASCII letters, numbers, underscores, dashes, periods and spaces", "label");
    }
}

function existing(keys: SshKey[], id: string): SshKey {
    const key = findById(keys, id);
    if (!key) throw notFound();
    return key;
}

function entity({ id, label }: SshKey): EventEntity {
    return { id, label, type: "user_ssh_key", url: `/v4${PATH}/${id}` };
}

function view({ id, label, key, created }: SshKey): object {
    return { id, label, ssh_key: key, created };
}
