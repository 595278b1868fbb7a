import assert from "node:assert/strict";
import type { Bundle } from "../../../components/ops/bundle";
import { base, service } from "../../helpers/runtime";
import type { Hosts } from "./runtime.test";

const RELOADS = "refreshing the Postfix mail system";
const NOTHING = { packages: 0, files: 0, started: [], reloaded: [], restarted: [] };

/** The bundle with a line more at the end of one of its files. */
function withLine(bundle: Bundle, path: string): Bundle {
    const add = (content: string) => `${content}# one line more\n`;
    const files = bundle.files!.map((file) => (file.path === path ? { ...file, content: add(file.content) } : file));
    return { ...bundle, files };
}

/** What a run does to a host that has been set up before. */
export function changes(hosts: Hosts): void {
    it("does nothing when nothing is new, also as another machine", async () => {
        const [before, reloads] = [await hosts.a.everything(), await hosts.a.logged(RELOADS)];
        for (const bundle of [base(hosts.lab.key), service("primary")]) {
            const done = await hosts.a.apply(bundle, "another");
            assert.deepEqual(done, { phase: bundle.phase, digest: done.digest, ...NOTHING });
        }
        assert.equal(await hosts.a.everything(), before);
        assert.equal(await hosts.a.logged(RELOADS), reloads);
    });

    it("reloads, once, the unit that names a changed file", async () => {
        const [pid, reloads] = [await hosts.a.mail(), await hosts.a.logged(RELOADS)];
        const { files, reloaded, restarted } = await hosts.a.apply(service("primary", { smtpd_timeout: "60s" }));
        assert.deepEqual({ files, reloaded, restarted }, { files: 1, reloaded: ["postfix.service"], restarted: [] });
        assert.equal(await hosts.a.logged(RELOADS), reloads + 1);
        assert.equal(await hosts.a.mail(), pid);
        assert.equal(await hosts.a.say("postconf -h smtpd_timeout"), "60s");
        await hosts.a.apply(service("primary"));
    });

    it("reloads the unit that named a file which goes", async () => {
        const content =
            "[Service]\nExecStart=/bin/sleep infinity\nExecReload=/bin/true\n[Install]\nAlias=toys.service\n";
        const unit = { path: "/etc/systemd/system/toy.service", content };
        const part = { path: "/etc/toy/part.conf", content: "" };
        const bundle = (files: (typeof part)[]) => ({
            phase: "toy",
            files: [unit, ...files],
            units: [{ name: "toy.service", reloadOn: files.map(({ path }) => path) }],
        });
        await hosts.b.apply(bundle([part]));
        assert.deepEqual((await hosts.b.apply(bundle([]))).reloaded, ["toy.service"]);
        assert.deepEqual((await hosts.b.apply(bundle([]), "another")).reloaded, []);
        await hosts.b.apply({ phase: "toy" });
    });

    it("restarts a unit that a path starts while its files are brought, which would have read the former ones", async () => {
        const folder = "/etc/systemd/system";
        const reads = "/bin/sh -c 'cat /etc/toy/part.conf >/run/toy.read; exec sleep infinity'";
        const bundle = (part: string, units: { name: string }[]) => ({
            phase: "toy",
            files: [
                {
                    path: `${folder}/toy.service`,
                    content: `[Service]\nExecStart=${reads}\n[Install]\nAlias=toys.service\n`,
                },
                { path: `${folder}/toy.path`, content: "[Path]\nPathModified=/etc/toy\n" },
                { path: "/etc/toy/part.conf", content: part },
            ],
            units,
        });
        await hosts.b.apply(bundle("old", []));
        await hosts.b.say("systemctl start toy.path");
        await hosts.b.apply(bundle("new", [{ name: "toy.service" }]));
        assert.equal(await hosts.b.say("cat /run/toy.read"), "new");
        await hosts.b.say("systemctl stop toy.path");
        await hosts.b.apply({ phase: "toy" });
    });

    it("restarts the unit that asks for it, and no other", async () => {
        const watcher = () => hosts.b.say("systemctl show -P MainPID standby-flush.service");
        const [mail, before] = [await hosts.b.mail(), await watcher()];
        const path = "/usr/local/lib/standby/flush-on-return";
        const { files, reloaded, restarted } = await hosts.b.apply(withLine(service("backup"), path));
        assert.deepEqual(
            { files, reloaded, restarted },
            { files: 1, reloaded: [], restarted: ["standby-flush.service"] },
        );
        assert.notEqual(await watcher(), before);
        assert.equal(await hosts.b.mail(), mail);
        await hosts.b.apply(service("backup"));
    });

    it("leaves every unit alone for a file that none names", async () => {
        const path = "/usr/local/lib/standby/verbs/queue";
        const { files, reloaded, restarted } = await hosts.b.apply(withLine(service("backup"), path));
        assert.deepEqual({ files, reloaded, restarted }, { files: 1, reloaded: [], restarted: [] });
        assert.match(await hosts.b.say(`tail -n 1 ${path}`), /one line more/);
        await hosts.b.apply(service("backup"));
    });

    it("puts right a mode, an owner, a unit that was stopped and one that was disabled", async () => {
        await hosts.b.say("chmod 0600 /etc/postfix/main.cf; chown nobody /usr/local/lib/standby/greets");
        await hosts.b.say("systemctl stop standby-flush; systemctl disable -q postfix");
        const { files, started } = await hosts.b.apply(service("backup"), "another");
        assert.deepEqual({ files, started }, { files: 2, started: ["standby-flush.service"] });
        await hosts.b.healthy();
    });

    it("removes what the former bundle named and the new one does not, with its unit", async () => {
        const unit = "/etc/systemd/system/toy.service";
        const content = "[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n";
        const file = { path: "/etc/toy/kept", content: "kept\n" };
        const more = [
            { path: unit, content },
            { path: "/etc/toy/gone", content: "" },
        ];
        await hosts.b.apply({ phase: "toy", files: [file, ...more], units: [{ name: "toy.service" }] });
        assert.equal(await hosts.b.say("systemctl is-active toy"), "active");
        assert.equal((await hosts.b.apply({ phase: "toy", files: [file] })).files, 2);
        assert.equal(await hosts.b.say(`ls ${unit} /etc/toy 2>/dev/null || true`), "/etc/toy:\nkept");
        assert.equal(await hosts.b.say("systemctl is-active toy || true; find /etc/systemd -xtype l"), "inactive");
        assert.equal(await hosts.b.say("pgrep -x sleep -P 1 || true"), "");
        await hosts.b.apply({ phase: "toy" });
    });

    it("stops a package's unit that ran for the former bundle alone, and no other", async () => {
        const file = "/usr/lib/systemd/system/packaged.service";
        const content = "[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n";
        await hosts.b.say(`printf '${content.replaceAll("\n", "\\n")}' >${file}; systemctl daemon-reload`);
        const state = () => hosts.b.say("systemctl is-active packaged || true; systemctl is-enabled packaged || true");
        const [unit, ours] = [{ name: "packaged.service" }, { name: "packaged.service", ours: true }];
        for (const [phase, units, expected] of [
            ["toy", [unit], "active\nenabled"],
            ["toy", [], "active\nenabled"],
            ["toy", [ours], "active\nenabled"],
            ["other", [ours], "active\nenabled"],
            ["toy", [], "active\nenabled"],
            ["other", [], "inactive\ndisabled"],
        ] as const) {
            await hosts.b.apply({ phase, units });
            assert.equal(await state(), expected, `${phase} ${JSON.stringify(units)}`);
        }
        await hosts.b.say(`rm ${file}; systemctl daemon-reload`);
    });

    it("leaves a file to the phase that has taken it over", async () => {
        const file = { path: "/etc/toy-moved", content: "moved\n" };
        await hosts.b.apply({ phase: "toy", files: [file] });
        await hosts.b.apply({ phase: "other", files: [file] });
        assert.equal((await hosts.b.apply({ phase: "toy" })).files, 0);
        assert.equal(await hosts.b.say("cat /etc/toy-moved"), "moved");
        await hosts.b.apply({ phase: "other" });
        await hosts.b.machine.fails("ls /etc/toy-moved");
    });
}
