import { strict as assert } from "node:assert";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { serialOf, type ServedZone } from "../../../../lab/services/zone";
import { storeZones } from "../../../../lab/services/zone-store";

const zone = (name: string, ...addresses: string[]): ServedZone => ({
    name,
    nameServers: ["ns.lab"],
    records: addresses.map((data) => ({ name, ttl: 60, type: "A", data })),
});

describe("zone store", () => {
    let folder: string;
    const read = (file: string) => readFile(path.join(folder, file), "utf8");
    beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), "zones-"))));
    afterEach(() => rm(folder, { recursive: true }));

    it("writes only what changed, with a serial that grows", async () => {
        await storeZones(folder, [zone("a.org", "10.0.0.1"), zone("b.org")], 100);
        const second = await storeZones(folder, [zone("a.org", "10.0.0.2"), zone("b.org")], 100);
        assert.deepEqual(second.changed, [{ name: "a.org", serial: 101 }]);
        assert.deepEqual(second.added, []);
        assert.equal(serialOf(await read("zone-a.org.zone")), 101);
        assert.equal(serialOf(await read("zone-b.org.zone")), 100);
        const third = await storeZones(folder, [zone("a.org", "10.0.0.2"), zone("b.org")], 900);
        assert.deepEqual([third.changed, third.removed], [[], []]);
    });

    it("does not fall back when the clock does", async () => {
        await storeZones(folder, [zone("a.org")], 500);
        const later = await storeZones(folder, [zone("a.org", "10.0.0.1")], 20);
        assert.deepEqual(later.changed, [{ name: "a.org", serial: 501 }]);
    });

    it("removes the files of zones that are gone", async () => {
        await storeZones(folder, [zone("a.org"), zone("b.org")], 1);
        const change = await storeZones(folder, [zone("b.org")], 1);
        assert.deepEqual(change.removed, ["zone-a.org.zone"]);
        assert.deepEqual(await readdir(folder), ["zone-b.org.zone"]);
    });

    it("puts everything back on undo", async () => {
        await storeZones(folder, [zone("a.org", "10.0.0.1"), zone("b.org")], 1);
        const before = await read("zone-a.org.zone");
        const change = await storeZones(folder, [zone("a.org", "10.0.0.2"), zone("c.org")], 1);
        await change.undo();
        assert.deepEqual((await readdir(folder)).sort(), ["zone-a.org.zone", "zone-b.org.zone"]);
        assert.equal(await read("zone-a.org.zone"), before);
    });

    it("touches nothing when one record is bad", async () => {
        await storeZones(folder, [zone("a.org", "10.0.0.1")], 1);
        const before = await read("zone-a.org.zone");
        await assert.rejects(storeZones(folder, [zone("a.org", "10.0.0.2"), zone("b.org", "\n")], 1), /not one line/);
        assert.equal(await read("zone-a.org.zone"), before);
    });
});
