import type { Cloud } from "../cloud";
import { ok, type Route } from "../http/exchange";
import { nextId, type CloudState } from "../state";
import { notFound } from "./errors";
import type { EventEntity, LinodeEvent } from "./model";
import { page } from "./page";
import { findById } from "./read-input";
import { linodeTime } from "./time";

const KEPT = 1000;

/** Records an action. Without a status it is under way and wants `endEvent`. */
export function addEvent(
    state: CloudState,
    now: Date,
    action: string,
    entity: EventEntity | null,
    status: LinodeEvent["status"] = "scheduled",
): LinodeEvent {
    const event: LinodeEvent = {
        id: nextId(state, "event"),
        action,
        status,
        percent: status === "scheduled" ? 0 : 100,
        message: "",
        entity,
        created: linodeTime(now),
        duration: status === "scheduled" ? null : 0,
        startedMs: now.getTime(),
        seen: false,
        read: false,
    };
    state.events.push(event);
    state.events.splice(0, state.events.length - KEPT);
    return event;
}

/** Moves an event that is under way on, or ends it. An event too old to be kept is no error. */
export function setEvent(
    state: CloudState,
    now: Date,
    id: number,
    status: "started" | "finished" | "failed",
    details: { percent?: number; message?: string } = {},
): void {
    const event = findById(state.events, id);
    if (!event) return;
    event.status = status;
    event.percent = status === "started" ? (details.percent ?? event.percent) : 100;
    event.message = details.message ?? event.message;
    if (status !== "started") event.duration = (now.getTime() - event.startedMs) / 1000;
}

export function linodeEntity({ id, label }: { id: number; label: string }): EventEntity {
    return { id, label, type: "linode", url: `/v4/linode/instances/${id}` };
}

export function eventRoutes(cloud: Cloud): Route[] {
    const find = (id: string): LinodeEvent => {
        const event = findById(cloud.state.events, id);
        if (!event) throw notFound();
        return event;
    };
    const mark = async (id: string, key: "seen" | "read") => {
        find(id);
        await cloud.change((state) =>
            state.events.filter((event) => event.id <= Number(id)).forEach((e) => (e[key] = true)),
        );
        return ok({});
    };
    return [
        {
            method: "GET",
            path: "/account/events",
            handle: (call) => page(call, [...cloud.state.events].reverse().map(eventView)),
        },
        { method: "GET", path: "/account/events/:id", handle: ({ params }) => ok(eventView(find(params.id))) },
        { method: "POST", path: "/account/events/:id/seen", handle: ({ params }) => mark(params.id, "seen") },
        { method: "POST", path: "/account/events/:id/read", handle: ({ params }) => mark(params.id, "read") },
    ];
}

function eventView(event: LinodeEvent): object {
    return {
        id: event.id,
        action: event.action,
        created: event.created,
        duration: event.duration,
        entity: event.entity,
        secondary_entity: null,
        message: event.message,
        percent_complete: event.percent,
        rate: null,
        read: event.read,
        seen: event.seen,
        status: event.status,
        time_remaining: null,
        username: "lab",
    };
}
