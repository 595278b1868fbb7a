import type { LabNetwork } from "../net/network";
import type { Ground } from "./ground";
import { Lanes } from "./lanes";
import { zonesOf } from "./zones-of";
import { Publisher } from "./publisher";
import { rulesOf } from "./rules-of";
import type { CloudState } from "./state";
import { Store } from "./store";

export interface CloudOptions {
    net: LabNetwork;
    stateFile: string;
    ground: Ground;
    /** Kernel boot id of the host. */
    bootId: string;
    /** Takes one line for people; never secrets. */
    log: (line: string) => void;
    now?: () => Date;
}

/** What every part of the local cloud shares: the state, the ground, and the order in which they are touched. */
export interface Cloud {
    readonly state: CloudState;
    change<T>(alter: (draft: CloudState) => T): Promise<T>;
    readonly ground: Ground;
    readonly net: LabNetwork;
    readonly lanes: Lanes;
    /** Puts firewall rules, cuts and mail ports as in the state in force; rejects when they are not. */
    publishRules(): Promise<void>;
    /** Serves the zones as in the state. Never rejects: as at a real DNS service, an answer may come before the serving. */
    publishZones(): Promise<void>;
    readonly bootId: string;
    now(): Date;
    log(line: string): void;
    /** Ends retries, and resolves when the last change is on disk. */
    close(): Promise<void>;
}

export async function openCloud(options: CloudOptions): Promise<Cloud> {
    const { ground, log, net } = options;
    const store = await Store.open(options.stateFile, options.bootId);
    const rules = new Publisher("packet rules", () => ground.applyRules(rulesOf(store.state)), log);
    const zones = new Publisher("zones", () => ground.setZones(zonesOf(store.state, net)), log);
    return {
        get state() {
            return store.state;
        },
        change: (alter) => store.change(alter),
        ground,
        net,
        lanes: new Lanes(),
        publishRules: () => rules.publish(),
        publishZones: () => zones.publish().catch(() => undefined),
        bootId: options.bootId,
        now: options.now ?? (() => new Date()),
        log,
        close: () => {
            rules.close();
            zones.close();
            return store.settled();
        },
    };
}
