import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { run } from "../witness/witness";

const scripts = path.resolve("components/postgres/files/usr/local/lib/standby/wal");
const NAME = "000000010000000000000007";

/** The log as it goes from one member to the other: the scripts as they are shipped, on folders of the test's own. */
describe("the log that is shipped", function () {
    this.timeout(20_000);
    let folder = "";
    const here = (...parts: string[]) => path.join(folder, ...parts);
    const names = () => fs.readdirSync(folder).sort();

    beforeEach(() => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "standby-wal-"));
        fs.mkdirSync(here("last"));
    });
    afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

    describe("receive", () => {
        const segment = randomBytes(3000).toString("hex");
        const sum = (text: string) => createHash("sha256").update(text).digest("hex");
        const receive = (words: string, text: string, more: Record<string, string> = {}) =>
            run(
                "sh",
                [path.join(scripts, "receive"), "a"],
                { STANDBY_WAL_FOLDER: folder, SSH_ORIGINAL_COMMAND: words, ...more },
                text,
            );

        it("keeps a file under its name, and takes the same once more", async () => {
            for (let time = 1; time <= 2; time++) {
                const { status, stderr } = await receive(`${NAME} ${sum(segment)} `, segment);
                assert.equal(status, 0, stderr);
                assert.equal(fs.readFileSync(here(NAME), "utf8"), segment);
                assert.deepEqual(names(), [NAME, "last"]);
            }
        });

        it("never overwrites, and says that there was another one", async () => {
            await receive(`${NAME} ${sum(segment)}`, segment);
            const { status, stderr } = await receive(`${NAME} ${sum("another")}`, "another");
            assert.equal(status, 1);
            assert.match(stderr, /ALARM another file of the name 0{7}1.*second primary/);
            assert.equal(fs.readFileSync(here(NAME), "utf8"), segment);
            assert.equal(fs.readFileSync(here(".conflict"), "utf8"), `${NAME} from a\n`);
        });

        it("keeps nothing that was cut short on its way", async () => {
            const { status, stderr } = await receive(`${NAME} ${sum(segment)}`, segment.slice(0, 5000));
            assert.equal(status, 1);
            assert.match(stderr, /arrived damaged or cut short/);
            assert.deepEqual(names(), ["last"]);
        });

        it("leaves room for the server, which a history of a few bytes does not need", async () => {
            const more = { STANDBY_WAL_RESERVE: "1000000000" };
            const { status, stderr } = await receive(`${NAME} ${sum(segment)}`, segment, more);
            assert.equal(status, 1);
            assert.match(stderr, /0{7}7 is not taken: the disk has \d+ MiB free, less than the 1000000000 MiB/);
            assert.deepEqual(names(), ["last"]);
            const history = await receive(`00000002.history ${sum("1")}`, "1", more);
            assert.equal(history.status, 0, history.stderr);
        });

        it("takes names of a log alone", async () => {
            const wrong = [
                "../../etc/passwd",
                "x",
                NAME.slice(1),
                `${NAME}/..`,
                ".conflict",
                "last",
                NAME.toLowerCase() + "z",
            ];
            for (const name of wrong) {
                const { status } = await receive(`${name} ${sum("text")}`, "text");
                assert.equal(status, 1, name);
            }
            for (const words of ["", NAME, `${NAME} ${sum("text")} first`, `${NAME} ${sum("text")} last more`]) {
                assert.equal((await receive(words, "text")).status, 1, words);
            }
            assert.deepEqual([names(), fs.readdirSync(here("last"))], [["last"], []]);
            for (const name of ["00000002.history", `${NAME}.partial`, `${NAME}.00000028.backup`]) {
                assert.equal((await receive(`${name} ${sum("text")}`, "text")).status, 0, name);
            }
        });

        it("keeps the segment that a stopped primary was writing apart, until all of it comes", async () => {
            for (const text of ["begun", "begun and more"]) {
                assert.equal((await receive(`${NAME} ${sum(text)} last`, text)).status, 0);
                const kept = fs.readFileSync(here("last", NAME));
                // What is unused of a segment is not sent; the server wants it all the same.
                assert.deepEqual([kept.length, kept.toString().replace(/\0+$/, "")], [16 * 1024 * 1024, text]);
                assert.deepEqual(names(), ["last"]);
            }
            await receive(`${NAME} ${sum(segment)}`, segment);
            assert.deepEqual([names(), fs.readdirSync(here("last"))], [[NAME, "last"], []]);
        });
    });

    describe("restore", () => {
        const restore = (to: string, more: Record<string, string> = {}) =>
            run("sh", [path.join(scripts, "restore"), NAME, to], { STANDBY_WAL_FOLDER: folder, ...more });

        it("gives what was shipped before what was only begun", async () => {
            fs.writeFileSync(here("last", NAME), "begun");
            assert.equal((await restore(here("out"))).status, 0);
            assert.equal(fs.readFileSync(here("out"), "utf8"), "begun");
            fs.writeFileSync(here(NAME), "whole");
            assert.equal((await restore(here("out"))).status, 0);
            assert.equal(fs.readFileSync(here("out"), "utf8"), "whole");
        });

        it("gives no damaged file in the place of one of the server that can be read further", async () => {
            const waldump = here("waldump");
            const program = [
                "#!/bin/sh",
                'at=$(sed -n "s/.* to //p" "$2")',
                'case $at in end) exit 0 ;; none) echo "pg_waldump: error: could not find a valid record after 0/7000000" ;;',
                '*) echo "pg_waldump: error: error in WAL record at 0/$at: invalid record length at 0/7FFFFFF: wanted 24, got 0" ;;',
                "esac >&2",
                "exit 1",
            ];
            fs.writeFileSync(waldump, `${program.join("\n")}\n`, { mode: 0o755 });
            for (const [shipped, own, given] of [
                ["shipped to 7002048", "own to end", 1],
                ["shipped to 7002048", "own to 7A00000", 1],
                ["shipped to none", "own to 7002048", 1],
                // Nothing better is here: the server says what is wrong with it.
                ["shipped to 7002048", "own to 7002048", 0],
                ["shipped to 7002048", "own to none", 0],
                ["shipped to 7002048", undefined, 0],
                // What a server wrote last before it died ends in the middle, and is more than what had come by streaming.
                ["shipped to 7A00000", "own to 7002048", 0],
                ["shipped to end", "own to 7002048", 0],
            ] as const) {
                fs.rmSync(here("pg_wal"), { recursive: true, force: true });
                fs.mkdirSync(here("pg_wal"));
                if (own !== undefined) fs.writeFileSync(here("pg_wal", NAME), own);
                fs.writeFileSync(here(NAME), shipped);
                const { status } = await restore(here("pg_wal", "RECOVERYXLOG"), { STANDBY_WALDUMP: waldump });
                assert.equal(status, given, `${shipped}, ${own}`);
                assert.equal(fs.existsSync(here("pg_wal", "RECOVERYXLOG")), given === 0);
            }
        });

        it("ends with 1 whatever is wrong: more would stop the server", async () => {
            assert.equal((await restore(here("out"))).status, 1);
            fs.writeFileSync(here(NAME), "whole");
            assert.equal((await restore(here("no", "such", "folder"))).status, 1);
        });
    });

    describe("clear", () => {
        const clear = (cleanup: string) =>
            run("sh", [path.join(scripts, "clear"), NAME], {
                STANDBY_WAL_FOLDER: folder,
                STANDBY_ARCHIVECLEANUP: cleanup,
            });

        it("clears what lies apart as well", async () => {
            const program = here("cleanup");
            fs.writeFileSync(program, `#!/bin/sh\necho "$1 $2" >>${here("called")}\n`, { mode: 0o755 });
            assert.equal((await clear(program)).status, 0);
            assert.equal(fs.readFileSync(here("called"), "utf8"), `${folder} ${NAME}\n${here("last")} ${NAME}\n`);
        });

        it("ends with 1 whatever is wrong: more would stop the server", async () => {
            assert.equal((await clear(here("not-there"))).status, 1);
        });
    });

    describe("ship", () => {
        const ship = (mebibytes: number) =>
            run("sh", ["-c", `cd '${folder}' && exec sh '${scripts}/ship' ${mebibytes} pg_wal/${NAME} ${NAME}`], {
                STANDBY_WALSHIP_FOLDER: folder,
                STANDBY_POSTGRES_FOLDER: folder,
            });
        const waiting = (count: number) => {
            for (let one = 1; one <= count; one++) fs.writeFileSync(here(`pg_wal/archive_status/${one}.ready`), "");
        };

        beforeEach(() => {
            fs.mkdirSync(here("pg_wal/archive_status"), { recursive: true });
            fs.writeFileSync(here("pg_wal", NAME), "segment");
            // Nobody listens there: ssh ends with 255.
            const peer = ["Host standby-b", "  HostName 127.0.0.1", "  Port 1", "  BatchMode yes"];
            fs.writeFileSync(here("config"), peer.join("\n"));
        });

        it("ends with 1 when ssh ends with 255: that would end the server's archiver, uncounted", async () => {
            const { status, stderr } = await ship(256);
            assert.equal(status, 1);
            assert.match(stderr, new RegExp(`standby-b did not take ${NAME}: it is tried again`));
        });

        it("has not shipped where there is nobody to ship to", async () => {
            fs.writeFileSync(here("config"), "");
            assert.equal((await ship(256)).status, 1);
            fs.rmSync(here("config"));
            assert.equal((await ship(256)).status, 1);
        });

        it("keeps what waits up to its bound, and beyond it writes down what it gives up", async () => {
            waiting(2);
            assert.equal((await ship(32)).status, 1);
            assert.ok(!fs.existsSync(here("given-up")));
            waiting(3);
            const { status, stderr } = await ship(32);
            assert.equal(status, 0);
            assert.match(stderr, /ALARM .* is given up: standby-b did not take it, and 3 files wait, more than 32 MiB/);
            assert.equal(fs.readFileSync(here("given-up"), "utf8"), `${NAME}\n`);
        });
    });
});
