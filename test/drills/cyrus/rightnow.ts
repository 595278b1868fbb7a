import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import type { Promises } from "../drill";

/** Changes the pair in place so that deliveries wait for the standby, does the work, and changes it back. */
export async function inRightnow<R>(pair: LabCyrusPair, promises: Promises, work: () => Promise<R>): Promise<R> {
    const before = String(pair.settings.durability ?? "");
    const up = await pair.up({ durability: "rightnow" });
    promises.expect(up.code === 0, "the durability is changed in place", up.stdout.slice(-800));
    const result = await work();
    const back = await pair.up({ durability: before });
    promises.expect(back.code === 0, "the durability is changed back", back.stdout.slice(-800));
    return result;
}
