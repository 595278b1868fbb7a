import type { Change, Context } from "../resource";
import { flag, int, list, nested, type Props, text } from "../values";
import type { Json, LinodeApi } from "./api";
import { untilStatus } from "./instance-wait";
import { jsonOf } from "../names";

const SIMPLE = ["label", "group", "tags", "watchdogEnabled", "alerts"];
/** Changes that the state alone remembers. */
const NOTED = ["migrationType", "resizeDisk", "placementGroupExternallyManaged"];
const HANDLED = [
    ...SIMPLE,
    ...NOTED,
    "booted",
    "backupsEnabled",
    "privateIp",
    "placementGroup",
    "region",
    "type",
    "sharedIpv4s",
    "interfaces",
];

async function movePlacement(api: LinodeApi, id: string, change: Change): Promise<void> {
    const old = int(nested(change.state, "placementGroup") ?? {}, "id");
    const next = nested(change.inputs, "placementGroup");
    const linodes = [Number(id)];
    const nextId = next ? int(next, "id") : undefined;
    if (old !== undefined && old !== nextId) await api.post(`/placement/groups/${old}/unassign`, { linodes });
    if (nextId === undefined || nextId === old) return;
    await api.post(`/placement/groups/${nextId}/assign`, {
        linodes,
        compliant_only: flag(next ?? {}, "compliantOnly"),
    });
}

async function setPower(api: LinodeApi, id: string, booted: boolean, context: Context): Promise<void> {
    const { status } = await untilStatus(api, id, ["running", "offline"], context);
    if (booted === (status === "running")) return;
    await api.post(`/linode/instances/${id}/${booted ? "boot" : "shutdown"}`);
    await untilStatus(api, id, [booted ? "running" : "offline"], context);
}

async function addPrivateAddress(api: LinodeApi, id: string, inputs: Props, context: Context): Promise<void> {
    if (flag(inputs, "privateIp") !== true) {
        throw new Error(`privateIp of Linode ${id} cannot be removed: open a support ticket`);
    }
    await api.post(`/linode/instances/${id}/ips`, { type: "ipv4", public: false });
    await api.post(`/linode/instances/${id}/reboot`);
    await untilStatus(api, id, ["running"], context);
}

async function resize(api: LinodeApi, id: string, inputs: Props, context: Context): Promise<void> {
    const was = await untilStatus(api, id, ["running", "offline"], context);
    await api.post(`/linode/instances/${id}/resize`, {
        type: text(inputs, "type"),
        allow_auto_disk_resize: flag(inputs, "resizeDisk") ?? false,
        migration_type: text(inputs, "migrationType") ?? "cold",
    });
    await untilStatus(api, id, [String(was.status)], context);
}

/** The new interfaces are there after a reboot, which boots a machine that is off too; not one that is to be off. */
async function changeInterfaces(api: LinodeApi, id: string, inputs: Props, context: Context): Promise<void> {
    const [config] = await api.list(`/linode/instances/${id}/configs`);
    if (!config) throw new Error(`Linode ${id} has no configuration profile that could get other interfaces`);
    const { interfaces = [] } = jsonOf({ interfaces: list(inputs, "interfaces") });
    await api.put(`/linode/instances/${id}/configs/${String(config.id)}`, { interfaces });
    if (flag(inputs, "booted") === false) return;
    await api.post(`/linode/instances/${id}/reboot`);
    await untilStatus(api, id, ["running"], context);
}

function simpleBody(change: Change): Json | undefined {
    const changed = SIMPLE.filter((key) => change.changed.has(key));
    if (changed.length === 0) return undefined;
    const removed: Props = { group: "", watchdogEnabled: true };
    return jsonOf(Object.fromEntries(changed.map((key) => [key, change.inputs[key] ?? removed[key]])));
}

/** Brings a Linode to what the inputs say, in place. Throws for what only the real plugin can do. */
export async function updateInstance(api: LinodeApi, id: string, change: Change, context: Context): Promise<void> {
    const { changed, inputs } = change;
    const other = [...changed].filter((key) => !HANDLED.includes(key));
    if (other.length > 0)
        throw new Error(`changing ${other.join(", ")} of an Instance is not supported by the lab yet`);
    const path = `/linode/instances/${id}`;
    const body = simpleBody(change);
    if (body) await api.put(path, body);
    if (changed.has("backupsEnabled")) {
        await api.post(`${path}/backups/${flag(inputs, "backupsEnabled") ? "enable" : "cancel"}`);
    }
    if (changed.has("placementGroup")) await movePlacement(api, id, change);
    if (changed.has("region")) {
        await api.post(`${path}/migrate`, { region: text(inputs, "region") });
        await untilStatus(api, id, ["running", "offline"], context);
    }
    if (changed.has("type")) await resize(api, id, inputs, context);
    if (changed.has("privateIp")) await addPrivateAddress(api, id, inputs, context);
    if (changed.has("sharedIpv4s")) {
        await api.post("/networking/ips/share", { linode_id: Number(id), ips: list(inputs, "sharedIpv4s") ?? [] });
    }
    if (changed.has("interfaces")) await changeInterfaces(api, id, inputs, context);
    const booted = flag(inputs, "booted");
    if (booted !== undefined) await setPower(api, id, booted, context);
}
