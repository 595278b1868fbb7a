import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { filled, shipped, verbatim } from "../../../../components/ops/host-file";

describe("shipped host files", () => {
    it("lie under the path they have on a host", () => {
        const file = "/etc/apt/apt.conf.d/20auto-upgrades";
        const source = path.join("components/host/files", file);
        assert.deepEqual(verbatim("host", file), { path: file, content: fs.readFileSync(source, "utf8") });
    });

    it("take mode and owner", () => {
        const { mode, owner } = verbatim("host", "/usr/local/sbin/standby", { mode: "0755", owner: "root:adm" });
        assert.deepEqual({ mode, owner }, { mode: "0755", owner: "root:adm" });
    });

    it("are filled when they are templates", () => {
        const {
            path: where,
            content,
            mode,
        } = filled("host", "/etc/nftables.conf", { rules: "RULES" }, { mode: "0600" });
        assert.deepEqual({ where, mode }, { where: "/etc/nftables.conf", mode: "0600" });
        assert.match(content, /^RULES$/m);
    });

    it("refuses a file that is not shipped", () => {
        assert.throws(() => shipped("host", "/etc/passwd"), { code: "ENOENT" });
    });

    it("refuses a template without its values", () => {
        assert.throws(() => filled("host", "/etc/nftables.conf", {}), {
            message: "the template asks for rules, which is not given",
        });
    });

    it("refuses a path that leaves the folder of host files", () => {
        const message = 'path "/../../../package.json" is not an absolute path of plain characters';
        assert.throws(() => shipped("host", "/../../../package.json"), { message });
    });
});
