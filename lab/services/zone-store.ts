import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { fqdn, renderZone, serialOf, type ServedZone } from "./zone";

/** What a change of the zone files was. */
export interface ZoneChange {
    /** Zones to load again, with the serial they have then. */
    changed: { name: string; serial: number }[];
    added: string[];
    removed: string[];
    /** Puts the former files back. */
    undo(): Promise<void>;
}

/** The file of a zone; a name may hold a slash (RFC 2317). */
export function zoneFile(name: string): string {
    const full = fqdn(name);
    return full === "." ? "root.zone" : `zone-${full.slice(0, -1).replaceAll("/", "%")}.zone`;
}

/**
 * Makes `folder` hold the files of exactly these zones. Untouched zones keep their file and serial; a changed one gets a
 * serial above its former one and not below `now` (seconds), so that it also grows when a zone goes and comes again.
 */
export async function storeZones(folder: string, zones: ServedZone[], now: number): Promise<ZoneChange> {
    await mkdir(folder, { recursive: true });
    const former = new Map<string, string>();
    for (const name of await readdir(folder)) {
        if (name.endsWith(".zone")) former.set(name, await readFile(path.join(folder, name), "utf8"));
    }
    // Everything is rendered before anything is written: a bad record changes nothing.
    const wanted = zones.map((zone) => {
        const file = zoneFile(zone.name);
        const old = former.get(file);
        const oldSerial = old === undefined ? undefined : serialOf(old);
        const same = oldSerial !== undefined && renderZone(zone, oldSerial) === old;
        const serial = same ? oldSerial : Math.max(now, (oldSerial ?? 0) + 1);
        return { name: zone.name, file, serial, text: renderZone(zone, serial), same, isNew: old === undefined };
    });
    const changed = wanted.filter((zone) => !zone.same);
    const removed = [...former.keys()].filter((file) => !wanted.some((zone) => zone.file === file));
    for (const zone of changed) await writeAtomically(path.join(folder, zone.file), zone.text);
    for (const file of removed) await rm(path.join(folder, file));
    return {
        changed: changed.map(({ name, serial }) => ({ name, serial })),
        added: changed.filter((zone) => zone.isNew).map((zone) => zone.name),
        removed,
        async undo() {
            for (const zone of changed) if (zone.isNew) await rm(path.join(folder, zone.file), { force: true });
            for (const [file, text] of former) await writeAtomically(path.join(folder, file), text);
        },
    };
}

/** Writes the file so that a reader sees the former or the new text, never a part. */
export async function writeAtomically(file: string, text: string): Promise<void> {
    await writeFile(`${file}.new`, text);
    await rename(`${file}.new`, file);
}
