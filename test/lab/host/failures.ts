import assert from "node:assert/strict";
import type { Bundle } from "../../../components/ops/bundle";
import { service } from "../../helpers/runtime";
import type { Hosts } from "./runtime.test";

const unit = (run: string) => `[Service]\n${run}\n[Install]\nWantedBy=multi-user.target\n`;
const path = (name: string) => `/etc/systemd/system/${name}.service`;

const packaged = "/usr/lib/systemd/system/packaged.service";

/** A phase with a unit, a file that is reloaded for, and one that a later version drops, as it drops the unit of a package. */
const before: Bundle = {
    phase: "toy",
    files: [
        { path: path("toy"), content: unit("ExecStart=/bin/sleep infinity\nExecReload=/bin/true") },
        { path: "/etc/toy/file", content: "old\n", mode: "0640", owner: "root:mail" },
        { path: "/etc/toy/dropped", content: "dropped\n", mode: "0600" },
        { path: path("dropped"), content: unit("ExecStart=/bin/sleep infinity") },
    ],
    units: [
        { name: "toy.service", reloadOn: ["/etc/toy/file"] },
        { name: "dropped.service" },
        { name: "packaged.service", ours: true },
    ],
};

/** Its next version, whose last unit runs `run`. The unit `admins` was there before and is off. */
const next = (run: string, probes: string[] = []): Bundle => ({
    phase: "toy",
    files: [
        before.files![0],
        { path: "/etc/toy/file", content: "new\n" },
        { path: "/etc/toy/deep/new", content: "new\n" },
        { path: path("failing"), content: unit(run) },
    ],
    units: [before.units![0], { name: "admins.service" }, { name: "failing.service" }],
    probes,
});

/** A run that cannot be finished: the host is as it was, and the operator knows why. */
export function failures(hosts: Hosts): void {
    const units = "toy dropped admins failing packaged";
    const look = async () =>
        [
            await hosts.b.look(
                "/etc/toy/file",
                "/etc/toy/dropped",
                "/etc/toy/deep/new",
                path("failing"),
                path("dropped"),
            ),
            await hosts.b.say(`systemctl is-active ${units} postfix@- || true`),
            await hosts.b.say(`for unit in ${units}; do systemctl is-enabled $unit; done 2>/dev/null || true`),
            await hosts.b.say("systemctl --failed --plain --no-legend; find / -xdev -name '*.standby-new'"),
            await hosts.b.say("find /etc/systemd -xtype l; cat /var/lib/standby/applied/toy; ls /var/lib/standby"),
        ].join("\n");

    it("changes nothing when the service's own check refuses", async () => {
        const all = await hosts.a.everything();
        const said = await hosts.a.refuse(service("primary", { inet_protocols: "ipv5" }));
        assert.match(said, /^standby: the new configuration was refused, nothing was changed: .*check-postfix/);
        assert.match(said, /\[host m1.*, phase service\]$/m);
        assert.match(said, /fatal: .*inet_protocols|ipv5/);
        assert.equal(await hosts.a.everything(), all);
        await hosts.a.healthy();
    });

    describe("after the swap", () => {
        beforeEach(async () => {
            for (const file of [path("admins"), packaged]) {
                await hosts.b.machine.run(`cat >${file}`, { stdin: unit("ExecStart=/bin/sleep infinity") });
            }
            await hosts.b.apply(before);
        });
        after(async () => {
            await hosts.b.apply({ phase: "toy" });
            await hosts.b.say(`rm ${path("admins")} ${packaged} && systemctl daemon-reload`);
        });

        const cases: [string, Bundle, RegExp][] = [
            ["a unit does not start", next("Type=oneshot\nExecStart=/bin/false"), /failing.service failed to start/],
            ["a unit dies a moment later", next("ExecStart=/bin/sleep 0.1", ["sleep 0.3"]), /failing.service failed/],
            ["a unit can never be enabled", next("ExecStart=/bin/sleep 9\n[Install]\nAlias=x.y"), /failing.service/],
        ];
        for (const [what, bundle, why] of cases) {
            it(`puts back files and units when ${what}`, async () => {
                const was = await look();
                assert.match(was, /^dropped.*\nadmins/m.test(was) ? /./ : /inactive/);
                assert.match(await hosts.b.refuse(bundle), why);
                assert.equal(await look(), was);
            });
        }

        it("puts them back when the service does not answer, and then it does", async () => {
            const was = await look();
            const { probes, ...rest } = service("backup", { smtpd_timeout: "62s" });
            const bundle = { ...rest, probes: [...probes!, "test -e /no/such/file"] };
            assert.match(await hosts.b.refuse(bundle), /the service does not answer.*: test -e \/no\/such\/file/);
            assert.notEqual(await hosts.b.say("postconf -h smtpd_timeout"), "62s");
            await hosts.b.machine.succeed("timeout 6 /usr/local/lib/standby/greets 127.0.0.1");
            assert.equal(await look(), was);
            await hosts.b.healthy();
        });
    });

    it("puts back a symbolic link as one, and refuses to put a file in the place of a folder", async () => {
        await hosts.b.say("mkdir -p /etc/toy/folder && ln -sfn /etc/debian_version /etc/toy/link");
        const content = "a file\n";
        const files = [{ path: "/etc/toy/link", content }];
        const said = await hosts.b.refuse({ phase: "toy", files: [...files, { path: "/etc/toy/folder", content }] });
        assert.match(said, /\/etc\/toy\/folder could not be put in its place/);
        assert.equal(
            await hosts.b.say("readlink /etc/toy/link; stat -c %F /etc/toy/folder"),
            "/etc/debian_version\ndirectory",
        );
        await hosts.b.apply({ phase: "toy", files });
        assert.equal(await hosts.b.say("stat -c %F /etc/toy/link /etc/debian_version"), "regular file\nregular file");
        await hosts.b.apply({ phase: "toy" });
    });
}
