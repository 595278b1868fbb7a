import { strict as assert } from "node:assert";
import { debianSources, parseSources, renderSource } from "../../../../lab/services/apt-sources";

const STANZAS = `Types: deb deb-src
# a comment
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main

Types: deb
URIs: http://mirror.example/debian-security/
Suites: bookworm-security
Components:
 main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 -----END PGP PUBLIC KEY BLOCK-----
`;

describe("apt sources", () => {
    it("are read from deb822 stanzas", () => {
        const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
        const both = { uri: "http://mirror.example/debian", components: ["main", "contrib"], signedBy: keyring };
        assert.deepEqual(parseSources("debian.sources", STANZAS), [
            { ...both, suite: "bookworm" },
            { ...both, suite: "bookworm-updates" },
            { uri: "http://mirror.example/debian-security/", suite: "bookworm-security", components: ["main"] },
        ]);
    });

    it("are read from one-line files", () => {
        const text = `# deb http://no.example/debian bookworm main
deb [arch=amd64 signed-by=/k.gpg] https://a.example/debian  bookworm main contrib # note
deb-src http://a.example/debian bookworm main
deb http://b.example/ ./
`;
        assert.deepEqual(parseSources("sources.list", text), [
            { uri: "https://a.example/debian", suite: "bookworm", components: ["main", "contrib"], signedBy: "/k.gpg" },
            { uri: "http://b.example/", suite: "./", components: [] },
        ]);
    });

    it("for Debian are the host's own, main only, without those of other vendors", () => {
        const vendor = {
            uri: "https://vendor.example/debian",
            suite: "bookworm",
            components: ["main"],
            signedBy: "/v.gpg",
        };
        const found = [vendor, ...parseSources("debian.sources", STANZAS)];
        assert.deepEqual(
            debianSources(found, "bookworm").map(({ uri, suite, components }) => `${uri} ${suite} ${components}`),
            [
                "http://mirror.example/debian bookworm main",
                "http://mirror.example/debian bookworm-updates main",
                "http://mirror.example/debian-security bookworm-security main",
            ],
        );
    });

    it("on a host of another release are the same mirror's, on another system the public ones", () => {
        const trixie = parseSources("a.list", "deb http://mirror.example/debian trixie main");
        const uris = (sources: ReturnType<typeof debianSources>) => sources.map(({ uri, suite }) => `${uri} ${suite}`);
        assert.deepEqual(uris(debianSources(trixie, "bookworm")), [
            "http://mirror.example/debian bookworm",
            "http://mirror.example/debian bookworm-updates",
        ]);
        const ubuntu = parseSources("a.list", "deb http://archive.example/ubuntu noble main");
        assert.deepEqual(uris(debianSources(ubuntu, "bookworm")), [
            "http://deb.debian.org/debian bookworm",
            "http://deb.debian.org/debian bookworm-updates",
            "http://deb.debian.org/debian-security bookworm-security",
        ]);
    });

    it("are written as lines", () => {
        const source = { uri: "http://m/debian", suite: "bookworm", components: ["main"] };
        assert.equal(renderSource(source), "deb http://m/debian bookworm main");
        assert.equal(renderSource({ ...source, signedBy: "/k" }), "deb [signed-by=/k] http://m/debian bookworm main");
    });
});
