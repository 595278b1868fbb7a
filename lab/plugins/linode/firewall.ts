import { echo } from "../plan";
import type { Change, Failure, Resource } from "../resource";
import { flag, isProps, list, type Props, text, Unknown, type Value } from "../values";
import type { Json, LinodeApi } from "./api";
import { propsOf, timestamp } from "../names";

interface ApiRule {
    label: string;
    action: string;
    protocol: string;
    ports?: string;
    description?: string;
    addresses?: { ipv4?: string[]; ipv6?: string[] };
}

const CIDR = { ipv4s: /^\d+(\.\d+){3}\/\d+$/, ipv6s: /^[0-9a-fA-F:.]+\/\d+$/ };

function checkRule(at: string, rule: Props): Failure[] {
    return (["ipv4s", "ipv6s"] as const).flatMap((family) => {
        const ranges = list(rule, family);
        if (ranges === undefined) return [];
        if (ranges.length === 0)
            return [{ property: `${at}.${family}`, reason: "at least one CIDR is needed when given" }];
        return ranges.flatMap((range, i) => {
            if (range instanceof Unknown || CIDR[family].test(String(range))) return [];
            return [
                {
                    property: `${at}.${family}[${i}]`,
                    reason: `expected a CIDR such as 192.0.2.0/24, got ${String(range)}`,
                },
            ];
        });
    });
}

function check(inputs: Props): Failure[] {
    return ["inbounds", "outbounds"].flatMap((side) =>
        (list(inputs, side) ?? []).flatMap((rule, i) => (isProps(rule) ? checkRule(`${side}[${i}]`, rule) : [])),
    );
}

function toApi(rule: Value): ApiRule {
    const props = rule as Props;
    return {
        label: text(props, "label") ?? "",
        action: text(props, "action") ?? "",
        protocol: text(props, "protocol") ?? "",
        ports: text(props, "ports"),
        description: text(props, "description"),
        addresses: { ipv4: props.ipv4s as string[] | undefined, ipv6: props.ipv6s as string[] | undefined },
    };
}

function fromApi(rule: ApiRule): Props {
    const { ipv4, ipv6 } = rule.addresses ?? {};
    return {
        label: rule.label,
        action: rule.action,
        protocol: rule.protocol,
        ports: rule.ports || undefined,
        description: rule.description ?? "",
        ipv4s: ipv4?.length ? ipv4 : undefined,
        ipv6s: ipv6?.length ? ipv6 : undefined,
    };
}

function rulesBody(inputs: Props): Json {
    return {
        inbound: (list(inputs, "inbounds") ?? []).map(toApi),
        outbound: (list(inputs, "outbounds") ?? []).map(toApi),
        inbound_policy: text(inputs, "inboundPolicy"),
        outbound_policy: text(inputs, "outboundPolicy"),
    };
}

async function stateOf(api: LinodeApi, found: Json): Promise<Props> {
    const devices = await api.list(`/networking/firewalls/${String(found.id)}/devices`);
    const ids = (type: string): number[] =>
        devices
            .map((device) => device.entity as Json)
            .filter((e) => e.type === type)
            .map((e) => e.id as number);
    const rules =
        (found.rules as {
            inbound?: ApiRule[];
            outbound?: ApiRule[];
            inbound_policy: string;
            outbound_policy: string;
        }) ?? {};
    return {
        label: found.label as string,
        tags: (found.tags as string[] | undefined) ?? [],
        status: found.status as string,
        disabled: found.status === "disabled",
        created: timestamp(found.created),
        updated: timestamp(found.updated),
        inbounds: (rules.inbound ?? []).map(fromApi),
        outbounds: (rules.outbound ?? []).map(fromApi),
        inboundPolicy: rules.inbound_policy,
        outboundPolicy: rules.outbound_policy,
        linodes: ids("linode"),
        nodebalancers: ids("nodebalancer"),
        devices: devices.map((device) => {
            const own = device.entity as Json;
            return propsOf({
                id: device.id,
                entity_id: own.id,
                type: own.type,
                label: own.label ?? "",
                url: own.url ?? "",
            });
        }),
    };
}

/** Attaches and detaches so that exactly the declared machines are behind the firewall. */
async function setDevices(api: LinodeApi, id: string, inputs: Props): Promise<void> {
    const devices = await api.list(`/networking/firewalls/${id}/devices`);
    for (const [key, type] of [
        ["linodes", "linode"],
        ["nodebalancers", "nodebalancer"],
    ] as const) {
        const wanted = inputs[key] as number[] | undefined;
        if (wanted === undefined) continue;
        const own = devices.filter((device) => (device.entity as Json).type === type);
        const attached = own.map((device) => (device.entity as Json).id as number);
        for (const entity of wanted.filter((entity) => !attached.includes(entity))) {
            await api.post(`/networking/firewalls/${id}/devices`, { id: entity, type });
        }
        for (const device of own.filter((d) => !wanted.includes((d.entity as Json).id as number))) {
            await api.drop(`/networking/firewalls/${id}/devices/${String(device.id)}`);
        }
    }
}

const RULES = ["inbounds", "outbounds", "inboundPolicy", "outboundPolicy"];

async function update(api: LinodeApi, id: string, { inputs, changed }: Change): Promise<Props> {
    const path = `/networking/firewalls/${id}`;
    if (["label", "tags", "disabled"].some((key) => changed.has(key))) {
        const status = flag(inputs, "disabled") ? "disabled" : "enabled";
        await api.put(path, { label: text(inputs, "label"), tags: list(inputs, "tags") ?? [], status });
    }
    if (RULES.some((key) => changed.has(key))) await api.put(`${path}/rules`, rulesBody(inputs));
    if (changed.has("linodes") || changed.has("nodebalancers")) await setDevices(api, id, inputs);
    return stateOf(api, await api.get(path));
}

/** linode:index/firewall:Firewall. */
export function firewall(api: LinodeApi): Resource {
    return {
        sets: ["tags", "linodes", "nodebalancers"],
        unknownOnUpdate: ["updated"],
        check,
        create: async (inputs) => {
            const made = await api.post("/networking/firewalls", {
                label: text(inputs, "label"),
                tags: list(inputs, "tags") ?? [],
                rules: rulesBody(inputs),
                devices: { linodes: list(inputs, "linodes") ?? [], nodebalancers: list(inputs, "nodebalancers") ?? [] },
            });
            const id = String(made.id);
            const path = `/networking/firewalls/${id}`;
            if (flag(inputs, "disabled")) await api.put(path, { status: "disabled" });
            return { id, state: { ...echo(inputs), ...(await stateOf(api, await api.get(path))) } };
        },
        read: async (id) => {
            const found = await api.find(`/networking/firewalls/${id}`);
            return found && { id, state: await stateOf(api, found) };
        },
        update: (id, change) => update(api, id, change),
        remove: async (id) => api.drop(`/networking/firewalls/${id}`),
    };
}
