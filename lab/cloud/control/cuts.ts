import { isIP } from "node:net";
import type { Cloud } from "../cloud";
import { type Call, ok, type Route } from "../http/exchange";
import type { Cut } from "../state";
import { ControlError } from "./errors";

/** Partitions: packets between two ends are dropped, those of established connections too. */
export function cutRoutes(cloud: Cloud): Route[] {
    return [
        { method: "POST", path: "/cuts", handle: (call) => add(cloud, call) },
        { method: "DELETE", path: "/cuts", handle: (call) => remove(cloud, call) },
    ];
}

async function add(cloud: Cloud, { body }: Call) {
    const cut: Cut = { a: endOf(cloud, body.a, "a"), b: endOf(cloud, body.b, "b"), oneWay: body.oneWay === true };
    await cloud.change((state) => {
        const known = state.cuts.some((one) => one.a === cut.a && one.b === cut.b && one.oneWay === cut.oneWay);
        if (!known) state.cuts.push(cut);
    });
    await cloud.publishRules();
    return ok(cut);
}

/** Heals one path (a and b given, in either order) or all. */
async function remove(cloud: Cloud, { body }: Call) {
    const all = body.a === undefined && body.b === undefined;
    const ends = all ? [] : [endOf(cloud, body.a, "a"), endOf(cloud, body.b, "b")];
    await cloud.change((state) => {
        state.cuts = all ? [] : state.cuts.filter(({ a, b }) => !(ends.includes(a) && ends.includes(b)));
    });
    await cloud.publishRules();
    return ok({});
}

/** An id, a label or an address; kept as the id, so that it stays with the machine. */
function endOf(cloud: Cloud, value: unknown, field: string): string {
    const text = String(value ?? "");
    const instance = cloud.state.instances.find(
        ({ id, label, ipv4, ipv6 }) => String(id) === text || [label, ipv4, ipv6].includes(text),
    );
    if (instance) return String(instance.id);
    if (isIP(text) !== 0) return text;
    throw new ControlError(400, `${field}: "${text}": must be the id or label of a Linode, or an address`);
}
