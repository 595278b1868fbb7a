import assert from "node:assert/strict";
import { installLine, judge, VM_TOOLS, type HostFacts } from "../../../../lab/preflight";

const good: HostFacts = {
    platform: "linux",
    root: true,
    os: { id: "debian", like: [], version: "12", pretty: "Debian GNU/Linux 12 (bookworm)" },
    node: "20.20.2",
    engineMissing: true,
    missingTools: [],
    cgroup2: true,
    freeMb: [{ folder: "/var/lib", mb: 50_000 }],
    command: "npm run lab",
};

describe("the preflight", () => {
    it("has nothing against a Debian 12 with Node, Go and root", () => {
        assert.deepEqual(judge(good), { error: undefined, install: [], warnings: [] });
    });

    it("names the packages of missing tools, each once", () => {
        const { install, error } = judge({ ...good, missingTools: ["nsenter", "flock", "mmdebstrap"] });
        assert.equal(error, undefined);
        assert.equal(
            installLine(install),
            "apt-get update && apt-get install --yes --no-install-recommends mmdebstrap util-linux",
        );
    });

    it("wants QEMU where there will be virtual machines", () => {
        assert.deepEqual(judge({ ...good, missingTools: Object.keys(VM_TOOLS) }).install, ["qemu-system-x86"]);
    });

    it("gives the line for root", () => {
        assert.equal(
            judge({ ...good, root: false }).error,
            'the lab makes machines and networks, so it needs root: sudo env "PATH=$PATH" npm run lab',
        );
    });

    it("collects every problem", () => {
        const facts: HostFacts = {
            ...good,
            os: { ...good.os, version: "11", pretty: "Debian GNU/Linux 11 (bullseye)" },
            node: "18.19.0",
            goProblem: "go is not installed",
            cgroup2: false,
            freeMb: [{ folder: "/root", mb: 812 }],
            root: false,
        };
        assert.equal(
            judge(facts).error,
            [
                "the lab cannot run here yet:",
                "  - Debian GNU/Linux 11 (bullseye) is too old: the lab needs Debian 12 or later",
                "  - node 18.19.0 is too old: install Node 20 or later (https://nodejs.org)",
                "  - go is not installed",
                "  - no cgroup2 file system is mounted: boot with systemd, or with systemd.unified_cgroup_hierarchy=1",
                "  - /root has 812 MB free, 5500 MB are needed: make room there",
                '  - the lab makes machines and networks, so it needs root: sudo env "PATH=$PATH" npm run lab',
            ].join("\n"),
        );
    });

    it("does not ask for Go, nor for room to build, when there is an engine", () => {
        const freeMb = [{ folder: "/", mb: 2100 }];
        const { error } = judge({ ...good, engineMissing: false, goProblem: "go is not installed", freeMb });
        assert.equal(error, undefined);
    });

    it("lets a derivative try, with a warning", () => {
        const os = { id: "ubuntu", like: ["debian"], version: "24.04", pretty: "Ubuntu 24.04 LTS" };
        assert.deepEqual(judge({ ...good, os }), {
            error: undefined,
            install: [],
            warnings: ["Ubuntu 24.04 LTS is not Debian 12: the lab is not tested here"],
        });
    });

    it("gives the line that starts a machine on a Mac, on Windows, on another Linux", () => {
        const os = { id: "", like: [], version: "", pretty: "" };
        const last = "Get Node, Go and this project there, and start again.";
        const lima = "limactl start --tty=false --name=standby template://debian-12 && limactl shell standby";
        assert.equal(
            judge({ ...good, platform: "darwin", os }).error,
            [
                "the lab needs Debian 12 or later, and this is a Mac. This line starts such a machine and opens a shell in it:",
                `    brew install lima && ${lima}`,
                last,
            ].join("\n"),
        );
        assert.match(judge({ ...good, platform: "win32", os }).error ?? "", /\n {4}wsl --install -d Debian\n/);
        const fedora = { id: "fedora", like: [], version: "42", pretty: "Fedora Linux 42" };
        assert.equal(
            judge({ ...good, os: fedora }).error,
            [
                "the lab needs Debian 12 or later, and this is Fedora Linux 42. With Lima (https://lima-vm.io), this line starts such a",
                "machine and opens a shell in it:",
                `    ${lima}`,
                last,
            ].join("\n"),
        );
    });
});
