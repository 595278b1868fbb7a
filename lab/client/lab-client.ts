import type { LabCalls, LabInstance, LabState } from "../cloud/control/model";
import type { LabSettings } from "../cloud/state";
import { type LabFile, readLabFile } from "./lab-file";

export type * from "../cloud/control/model";

/** Talks to the control API of a running lab. Linodes are named by id or label. */
export class LabClient {
    constructor(private readonly lab: Pick<LabFile, "url" | "labToken">) {}

    /** The client of the lab called `name`, from its lab.json. */
    static open(name: string): LabClient {
        return new LabClient(readLabFile(name));
    }

    state(): Promise<LabState> {
        return this.ask("GET", "/state");
    }

    /** One Linode; throws when there is none of that id or label. */
    async instance(which: string | number): Promise<LabInstance> {
        const { instances } = await this.state();
        const found = instances.find(({ id, label }) => String(id) === String(which) || label === which);
        if (found) return found;
        throw new Error(
            `no Linode "${which}" in the lab; there are: ${instances.map(({ label }) => label).join(", ")}`,
        );
    }

    /** Power loss of the host: off at once, and off until `start` or `restore`, whatever the API or the watchdog wants. */
    async crash(which: string | number): Promise<void> {
        await this.ask("POST", `/instances/${which}/crash`);
    }

    /** Gives a crashed host its power back, or boots one that is off. Resolves when its init runs. */
    async start(which: string | number): Promise<void> {
        await this.ask("POST", `/instances/${which}/start`);
    }

    /**
     * Gives a crashed host its power back as a cloud does: it boots what ran, but for what the API shut down meanwhile, which
     * stays off until the API boots it.
     */
    async restore(which: string | number): Promise<void> {
        await this.ask("POST", `/instances/${which}/restore`);
    }

    /** Stops all processes of a Linode where they are. */
    async hang(which: string | number): Promise<void> {
        await this.ask("POST", `/instances/${which}/hang`);
    }

    async resume(which: string | number): Promise<void> {
        await this.ask("POST", `/instances/${which}/resume`);
    }

    /** Drops all packets between two ends (id, label or address); with `oneWay`, only those from a to b. */
    async cut(a: string | number, b: string | number, options: { oneWay?: boolean } = {}): Promise<void> {
        await this.ask("POST", "/cuts", { a: String(a), b: String(b), oneWay: options.oneWay ?? false });
    }

    /** Ends the cuts between two ends, or all cuts. */
    async heal(a?: string | number, b?: string | number): Promise<void> {
        await this.ask("DELETE", "/cuts", a === undefined ? {} : { a: String(a), b: String(b) });
    }

    settings(settings: Partial<LabSettings>): Promise<LabSettings> {
        return this.ask("PUT", "/settings", settings);
    }

    /** Makes a zone at the lab's Cloudflare; it is active and served when this resolves. */
    createZone(name: string): Promise<{ id: string; name: string }> {
        return this.ask("POST", "/zones", { name });
    }

    /** The same at the lab's Linode, as a domain. */
    createDomain(name: string): Promise<{ id: string; name: string }> {
        return this.ask("POST", "/domains", { name });
    }

    /** Calls of the cloud APIs after `since` (the `mark` of an earlier answer; 0: all). The lab's own do not count. */
    calls(since = 0): Promise<LabCalls> {
        return this.ask("GET", `/calls?since=${since}`);
    }

    private async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
        const url = `${this.lab.url}/lab${path}`;
        const response = await fetch(url, {
            method,
            headers: { authorization: `Bearer ${this.lab.labToken}`, "content-type": "application/json" },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }).catch((error: Error & { cause?: Error }) => {
            throw new Error(`the lab does not answer at ${url}: ${error.cause?.message ?? error.message}; is it up?`);
        });
        const text = await response.text();
        if (response.ok) return JSON.parse(text) as T;
        throw new Error(`${method} ${path}: ${response.status}: ${errorIn(text)}`);
    }
}

function errorIn(text: string): string {
    try {
        return (JSON.parse(text) as { error?: string }).error ?? text;
    } catch {
        return text || "no message";
    }
}
