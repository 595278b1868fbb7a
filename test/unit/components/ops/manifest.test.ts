import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { Bundle, manifest } from "../../../../components/ops/bundle";

/** One case of test/fixtures/bundles: what is wanted of a host, and the lines that the host-side runtime reads. */
interface Case {
    readonly about: string;
    readonly instance: string;
    readonly bundle: Bundle;
    /** Expected lines, or … */
    readonly manifest?: readonly string[];
    /** … the exact error. */
    readonly error?: string;
}

const folder = "test/fixtures/bundles";

describe("manifest", () => {
    for (const name of fs.readdirSync(folder).sort()) {
        const one = JSON.parse(fs.readFileSync(path.join(folder, name), "utf8")) as Case;
        it(one.error === undefined ? one.about : `refuses ${one.about}`, () => {
            assert.notEqual(one.manifest === undefined, one.error === undefined, `${name}: one of manifest and error`);
            if (one.error) assert.throws(() => manifest(one.bundle, one.instance), { message: one.error });
            else assert.deepEqual(manifest(one.bundle, one.instance), one.manifest);
        });
    }
});
