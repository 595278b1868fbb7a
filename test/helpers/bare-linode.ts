import assert from "node:assert/strict";
import { readLabFile } from "../../lab/client/lab-file";
import type { Lab } from "../../lab/lab";
import type { Machine } from "../../lab/machine/machine";
import { budget } from "../budgets";
import { eventually } from "./eventually";

/** Makes a Linode that no program of ours manages, and waits until it runs. */
export async function bareLinode(lab: Lab, label: string, more: Record<string, unknown> = {}): Promise<Machine> {
    const wish = {
        label,
        region: "nl-ams",
        type: "g6-nanode-1",
        image: "linode/debian12",
        root_pass: "Not.used-1234567",
        ...more,
    };
    const answer = await linodeApi(lab, "POST", "/linode/instances", wish);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const { id } = answer.body as { id: number };
    await eventually(`${label} runs`, budget("up"), async () => (await lab.client.instance(id)).status === "running");
    return lab.machine(id);
}

/** Deletes a Linode; its end goes on behind. */
export async function deleteLinode(lab: Lab, machine: Machine): Promise<void> {
    await linodeApi(lab, "DELETE", `/linode/instances/${machine.spec.id}`);
}

/** Calls the lab's Linode API as a client of it does. */
export async function linodeApi(
    lab: Lab,
    method: string,
    route: string,
    body?: unknown,
): Promise<{ status: number; body: unknown }> {
    const { url, linodeToken } = readLabFile(lab.name);
    const headers = { authorization: `Bearer ${linodeToken}`, "content-type": "application/json" };
    const text = body === undefined ? undefined : JSON.stringify(body);
    const answer = await fetch(`${url}/linode/v4${route}`, { method, headers, body: text });
    return { status: answer.status, body: await answer.json() };
}
