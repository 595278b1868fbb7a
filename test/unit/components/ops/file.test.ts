import assert from "node:assert/strict";
import { assertWritable, sha256 } from "../../../../components/ops/file";

const PLAIN = "is not an absolute path of plain characters";

describe("assertWritable", () => {
    for (const path of [
        "/etc/postfix/main.cf",
        "/a",
        "/etc/systemd/system/postfix@-.service",
        "/x/..hidden",
        "/x/a..b",
    ]) {
        it(`accepts ${path}`, () => assertWritable({ path, mode: "0600", owner: "root:standby-mail" }));
    }

    const refused: [Parameters<typeof assertWritable>[0], string][] = [
        [{ path: "etc/passwd" }, `path "etc/passwd" ${PLAIN}`],
        [{ path: "" }, `path "" ${PLAIN}`],
        [{ path: "/" }, `path "/" ${PLAIN}`],
        [{ path: "/etc/" }, `path "/etc/" ${PLAIN}`],
        [{ path: "/etc//passwd" }, `path "/etc//passwd" ${PLAIN}`],
        [{ path: "/etc/with blank" }, `path "/etc/with blank" ${PLAIN}`],
        [{ path: "/etc/two\nlines" }, `path "/etc/two\nlines" ${PLAIN}`],
        [{ path: "/etc/x\n" }, `path "/etc/x\n" ${PLAIN}`],
        [{ path: "/etc/$HOME" }, `path "/etc/$HOME" ${PLAIN}`],
        [{ path: "/etc/../root/x" }, `path "/etc/../root/x" ${PLAIN}`],
        [{ path: "/etc/.." }, `path "/etc/.." ${PLAIN}`],
        [{ path: "/etc/./x" }, `path "/etc/./x" ${PLAIN}`],
        [{ path: "/a", mode: "644" }, 'mode "644" of /a is not of the form 0644'],
        [{ path: "/a", mode: "0888" }, 'mode "0888" of /a is not of the form 0644'],
        [{ path: "/a", mode: "4755" }, 'mode "4755" of /a is not of the form 0644'],
        [{ path: "/a", owner: "root" }, 'owner "root" of /a is not of the form user:group'],
        [{ path: "/a", owner: "root:root x" }, 'owner "root:root x" of /a is not of the form user:group'],
    ];
    for (const [file, message] of refused) {
        it(`refuses ${JSON.stringify(file)}`, () => assert.throws(() => assertWritable(file), { message }));
    }
});

describe("sha256", () => {
    it("is that of the UTF-8 bytes", () => {
        assert.equal(sha256("grün\n"), "d2d8a3547ed87a59bd66ca28402de461108a17edfc3c91d0fe1ecd44f25986b9");
    });
});
