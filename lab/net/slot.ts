import * as fs from "node:fs";
import * as path from "node:path";
import { labDir, labsDir } from "../paths";
import { output } from "./command";
import { withLock } from "./lock";

const SLOTS = 200;
/** Who has which slot on this machine, over all labs folders: one file a slot, its content is the lab's folder. */
const CLAIMS = "/run/pulumi-standby/slots";

/**
 * The slot of the lab `lab`: the one it has, or the lowest that no lab and no route of the user's takes.
 * It stays the lab's own until the lab's folder is deleted.
 */
export async function claimSlot(lab: string): Promise<number> {
    return withLock("/run/pulumi-standby/slots.lock", async () => {
        const own = labDir(lab);
        const had = slotIn(own);
        if (had !== undefined) {
            const owner = ownerOf(had);
            if (owner !== undefined && owner !== own) {
                throw new Error(`slot ${had} of lab "${lab}" is taken by ${owner}: stop one of the two labs`);
            }
            claim(own, had);
            return had;
        }
        const taken = new Set([...claimedElsewhere(), ...namespaceSlots(), ...clashingSlots(await routes())]);
        for (let slot = 0; slot < SLOTS; slot++) {
            const owner = ownerOf(slot);
            if (taken.has(slot) || (owner !== undefined && owner !== own)) continue;
            claim(own, slot);
            return slot;
        }
        throw new Error(
            `no free slot for lab "${lab}": all ${SLOTS} subnets 10.213.<slot>.0/24 are used by labs or routes`,
        );
    });
}

function claim(folder: string, slot: number): void {
    fs.mkdirSync(CLAIMS, { recursive: true });
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(CLAIMS, String(slot)), folder);
    fs.writeFileSync(path.join(folder, "slot"), `${slot}\n`);
}

/** The folder of the lab that has a slot; undefined when that lab was deleted. */
function ownerOf(slot: number): string | undefined {
    const folder = read(path.join(CLAIMS, String(slot)));
    return folder !== undefined && slotIn(folder) === slot ? folder : undefined;
}

function slotIn(folder: string): number | undefined {
    const text = read(path.join(folder, "slot"));
    return text === undefined ? undefined : Number(text);
}

/** Slots of the labs beside this one: the claims are lost when this machine restarts, the labs' folders are not. */
function claimedElsewhere(): number[] {
    const labs = fs.existsSync(labsDir()) ? fs.readdirSync(labsDir()) : [];
    return labs.map((lab) => slotIn(labDir(lab))).filter((slot) => slot !== undefined);
}

/** Slots whose namespace is there, whoever made it. */
function namespaceSlots(): number[] {
    const names = fs.existsSync("/run/netns") ? fs.readdirSync("/run/netns") : [];
    return names
        .map((name) => /^standby-(\d+)/.exec(name)?.[1])
        .filter((slot) => slot !== undefined)
        .map(Number);
}

export interface Route {
    dst: string;
    dev?: string;
}

async function routes(): Promise<Route[]> {
    return JSON.parse((await output("ip", ["-4", "-json", "route", "show", "table", "all"])) || "[]") as Route[];
}

/**
 * Slots whose subnet the user needs for something else. Pure.
 * Routes wider than /16 do not count: such a route (a VPN's 10.0.0.0/8) goes on working around our one /24.
 */
export function clashingSlots(found: Route[]): number[] {
    const clashing = new Set<number>();
    for (const { dst, dev } of found) {
        const match = /^10\.213\.(\d+)\.\d+(?:\/(\d+))?$/.exec(dst);
        if (!match || dev === `sb${match[1]}`) continue;
        const bits = Number(match[2] ?? 32);
        if (bits < 16) continue;
        const width = bits >= 24 ? 1 : 2 ** (24 - bits);
        for (let slot = Number(match[1]); slot < Number(match[1]) + width; slot++) clashing.add(slot);
    }
    return [...clashing];
}

function read(file: string): string | undefined {
    try {
        return fs.readFileSync(file, "utf8").trim();
    } catch {
        return undefined;
    }
}
